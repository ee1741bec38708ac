package io.vmto.standalone;

import io.vmto.contract.view.ViewQuery;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.cli.Folders;
import io.vmto.standalone.demo.SandboxProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the composition as a server until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Run VMTO as a server; its data survive restarts.",
      "Without a certificate it answers this machine only."
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on (default: ${DEFAULT-VALUE}; 0 takes a free one).")
  private int port = 8080;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "Key that seals secrets; outside the data folder (default: ${DEFAULT-VALUE}).")
  private Path keyFile = Folders.keyFile();

  @Option(names = "--sandbox", description = "Also start a pretend vCenter and Proxmox node.")
  private boolean sandbox;

  @Mixin private Reach reach = new Reach();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var stopped = new CountDownLatch(1);
    var folder = data.toAbsolutePath();
    var beside =
        sandbox
            ? SandboxProcess.start(folder.resolveSibling(folder.getFileName() + "-sandbox"))
            : null;
    var server = Server.start(folder, keyFile.toAbsolutePath(), port, "info", reach);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.err.println("Stopping: running steps go to their next checkpoint.");
                  stop(server, beside);
                  stopped.countDown();
                },
                "drain"));
    if (beside != null) {
      connect(server, beside);
    }
    announce(server, beside);
    stopped.await();
    return 0;
  }

  /** The sandbox's two sides as connections, made at the first start. */
  private static void connect(Server server, SandboxProcess beside) {
    try (var api = ApiClient.of(server.data())) {
      var known = api.get("/connections", ViewQuery.Connections.class).connections();
      for (var name : List.of("vcenter", "pve")) {
        if (known.stream().noneMatch(c -> c.name().equals(name))) {
          api.post("/connections", beside.connection(name));
        }
      }
    }
  }

  private void announce(Server server, @Nullable SandboxProcess beside) {
    System.out.println("VMTO listens on " + server.url());
    System.out.println("  token   " + server.data().resolve("token"));
    var first = server.takeFirstPassword();
    if (first != null) {
      System.out.println("  sign in as " + first.account() + " with " + first.reveal());
      System.out.println("          which is shown this once and has to be changed then");
    }
    System.out.println("  data    " + server.data());
    if (beside != null) {
      System.out.println("  sandbox " + beside.description());
      System.out.println("          as connections vcenter and pve; try");
      System.out.println(
          "          vmto migrate --from vcenter/print-server --to pve/pve1/shared"
              + " --map 'VM Network=vmbr0' --map 'Lab Net=vmbr0' --data "
              + server.data());
    }
  }

  private static void stop(Server server, @Nullable SandboxProcess beside) {
    try {
      server.close();
    } finally {
      if (beside != null) {
        beside.close();
      }
    }
  }
}
