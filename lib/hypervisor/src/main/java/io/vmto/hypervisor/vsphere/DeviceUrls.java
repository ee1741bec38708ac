package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.CERTIFICATE_UNTRUSTED;
import static io.vmto.contract.error.ErrorCode.DISK_NOT_EXPORTABLE;
import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Trust;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Pairs the URLs of a ready lease with the machine's disks, all of them or none. */
final class DeviceUrls {
  private static final int HTTPS = 443;

  private final Address control;
  private final Trust trust;

  DeviceUrls(Address control, Trust trust) {
    this.control = control;
    this.trust = trust;
  }

  /**
   * Where one disk streams from. The target is as good as a password, so it is never printed.
   *
   * @param key the lease's name for the disk, e.g. {@code /vm-12/ParaVirtualSCSIController0:0}
   */
  record DiskUrl(String key, Address address, Trust trust, String target) {
    @Override
    public String toString() {
      return key + " at " + address;
    }
  }

  /** Disk key → URL, for exactly the exportable disks; DISK_NOT_EXPORTABLE on any difference. */
  Map<String, DiskUrl> match(VirtualMachine vm, Node info) {
    var offered = new TreeMap<String, Node>();
    for (var device : info.all("deviceUrl")) {
      if (!device.text("disk").equals("false")) {
        var key = device.text("key");
        if (offered.put(key.substring(key.lastIndexOf('/') + 1), device) != null) {
          throw mismatch(vm, offered.keySet().toString());
        }
      }
    }
    var wanted = new TreeMap<String, VirtualDisk>();
    vm.exportable().forEach(disk -> wanted.put(disk.leaseName(), disk));
    if (!wanted.keySet().equals(offered.keySet())) {
      throw mismatch(vm, offered.keySet().toString());
    }
    checkCapacity(vm, info);
    var urls = new LinkedHashMap<String, DiskUrl>();
    for (var disk : vm.exportable()) {
      urls.put(disk.disk().key(), url(offered.getOrDefault(disk.leaseName(), Node.NONE)));
    }
    return urls;
  }

  private static void checkCapacity(VirtualMachine vm, Node info) {
    var offered = info.number("totalDiskCapacityInKB", 0);
    var wanted = vm.exportable().stream().mapToLong(disk -> disk.disk().capacity() / 1024).sum();
    if (offered != 0 && offered != wanted) {
      throw mismatch(vm, offered + " KiB in total instead of " + wanted);
    }
  }

  private static PlatformException mismatch(VirtualMachine vm, String offered) {
    var wanted = new TreeSet<String>();
    vm.exportable().forEach(disk -> wanted.add(disk.leaseName()));
    return new PlatformException(
        Failure.of(
                DISK_NOT_EXPORTABLE,
                "The host's export does not contain exactly the machine's disks",
                "Nothing was read. Check the machine for disks that were just added or removed, and"
                    + " for independent or raw device disks.")
            .with("machine", vm.machine().name())
            .with("expected", wanted)
            .with("presented", offered));
  }

  private DiskUrl url(Node device) {
    URI uri;
    try {
      uri = new URI(device.text("url").replaceFirst("^https://\\*", "https://any.invalid"));
    } catch (URISyntaxException _) {
      throw refused("is malformed"); // without its cause, which quotes the URL
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null) {
      throw refused("is not a plain https URL");
    }
    var address = address(uri, device.text("url").startsWith("https://*"));
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new DiskUrl(
        device.text("key"),
        address,
        trust(address, device.text("sslThumbprint")),
        uri.getRawPath() + query);
  }

  /** A host of {@code *} is "the one you asked"; so is a missing port, when it is that host. */
  private Address address(URI uri, boolean any) {
    var same = any || uri.getHost().equalsIgnoreCase(control.host());
    if (same && (uri.getPort() < 0 || uri.getPort() == control.port())) {
      return control;
    }
    var host = any ? control.host() : uri.getHost();
    return Address.of(host, uri.getPort() < 0 ? HTTPS : uri.getPort());
  }

  /**
   * Another host's certificate is learned from the thumbprint, which came over a trusted channel.
   */
  private Trust trust(Address address, String thumbprint) {
    if (address.equals(control)) {
      return trust;
    }
    if (!thumbprint.isEmpty()) {
      if (!thumbprint.matches("[0-9a-fA-F]{2}(:?[0-9a-fA-F]{2}){19}((:?[0-9a-fA-F]{2}){12})?")) {
        throw refused("comes with a malformed thumbprint");
      }
      var sha1 = thumbprint.replace(":", "").length() == 40;
      return sha1 ? Trust.sha1(thumbprint) : Trust.parse(thumbprint);
    }
    if (trust instanceof Trust.Ca) {
      return trust;
    }
    throw new PlatformException(
        Failure.of(
                CERTIFICATE_UNTRUSTED,
                "The vCenter does not say which certificate the host has",
                "Reconnect the host in the vCenter so that it records the host's thumbprint.")
            .with("endpoint", address));
  }

  private static PlatformException refused(String why) {
    return new PlatformException(
        PROTOCOL_ERROR,
        "A disk's address in the lease " + why,
        "Check that the endpoint is a vCenter or an ESXi host.");
  }
}
