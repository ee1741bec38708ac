// A vCenter or ESXi host for contract tests that nobody of this project wrote: govmomi's simulator
// as Debian packages it. It has no exports; sessions, inventory, tasks and file access are real.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/vmware/govmomi/simulator"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "host:port to listen on; port 0 takes a free one")
	host := flag.Bool("host", false, "be a single ESXi host instead of a vCenter")
	user := flag.String("user", "root", "the user that may log in")
	password := flag.String("password", "", "the user's password")
	perPool := flag.Int("machines", 2, "machines in each resource pool")
	folders := flag.Int("folders", 0, "folders around each part of the inventory")
	flag.Parse()

	inventory := simulator.VPX()
	if *host {
		inventory = simulator.ESX()
	}
	inventory.Machine = *perPool
	inventory.Folder = *folders
	if err := inventory.Create(); err != nil {
		fmt.Fprintln(os.Stderr, "vcsim:", err)
		os.Exit(1)
	}

	service := inventory.Service
	service.Listen = &url.URL{Host: *address, User: url.UserPassword(*user, *password)}
	service.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	service.ServeMux = http.NewServeMux()
	fmt.Println("listening", service.NewServer().URL.Host)

	// Whoever started us holds our standard input: when they are gone, so are we.
	buffer := make([]byte, 1)
	for {
		if _, err := os.Stdin.Read(buffer); err != nil {
			inventory.Remove()
			return
		}
	}
}
