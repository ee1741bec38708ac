package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An export lease over one machine: initializing, ready, then done or error. Guarded by the world's
 * lock, but for the state, which streams look at between grains.
 */
final class Lease implements SessionObject {
  private final Ref ref;
  private final Vm vm;
  private final World world;
  private final Endpoints endpoints;
  private final List<Item> items = new ArrayList<>();
  private volatile String state = "initializing";
  private @Nullable SoapFault error;
  private long lastProgress = System.nanoTime();
  private int percent;

  /** A file of the export, and what was sent of it. */
  static final class Item {
    final String key;
    final String token = UUID.randomUUID().toString();
    final String fileName;
    final Vm.@Nullable Disk disk;
    final long fileSize;
    String checksumType = "sha1";
    boolean asked;
    @Nullable StreamDigest sent;

    Item(String key, String fileName, Vm.@Nullable Disk disk, long fileSize) {
      this.key = key;
      this.fileName = fileName;
      this.disk = disk;
      this.fileSize = fileSize;
    }
  }

  Lease(Ref ref, Vm vm, World world, Endpoints endpoints) {
    this.ref = ref;
    this.vm = vm;
    this.world = world;
    this.endpoints = endpoints;
    for (var disk : vm.disks()) {
      if (disk.exported()) {
        String key =
            "/%s/%s%d:%d".formatted(vm.id(), disk.controller().type(), disk.bus(), disk.unit());
        items.add(new Item(key, "disk-" + items.size() + ".vmdk", disk, 0));
      }
    }
    if (vm.efi()) {
      long size = world.datastore().size(vm.nvram());
      items.add(new Item("/" + vm.id() + "/nvram", vm.name() + ".nvram", null, size));
    }
  }

  @Override
  public Ref ref() {
    return ref;
  }

  Vm vm() {
    return vm;
  }

  List<Item> items() {
    return items;
  }

  String state() {
    return state;
  }

  boolean ready() {
    return state.equals("ready");
  }

  boolean over() {
    return state.equals("done") || state.equals("error");
  }

  int percent() {
    return percent;
  }

  void becomeReady() {
    if (state.equals("initializing")) {
      lastProgress = System.nanoTime();
      state = "ready";
      world.touch();
    }
  }

  void becomeDone() {
    state = "done";
    world.touch();
  }

  void fail(SoapFault fault) {
    if (!over()) {
      error = fault;
      state = "error";
      world.touch();
    }
  }

  void expire() {
    fail(SoapFault.of("Timedout", "The lease timed out."));
  }

  boolean idleFor(int seconds) {
    return ready() && System.nanoTime() - lastProgress > seconds * 1_000_000_000L;
  }

  void progress(int percent) {
    requireReady();
    this.percent = percent;
    lastProgress = System.nanoTime();
  }

  void requireReady() {
    if (error != null) {
      throw error;
    }
    if (!ready()) {
      throw SoapFault.of("InvalidState", "The lease is " + state + ".");
    }
  }

  void checksumType(String key, String type) {
    requireReady();
    if (!type.equals("sha1") && !type.equals("sha256")) {
      throw SoapFault.of("InvalidArgument", "checksum type " + type);
    }
    items.stream().filter(item -> item.key.equals(key)).forEach(item -> item.checksumType = type);
  }

  @Override
  public void end() {
    fail(SoapFault.of("RequestCanceled", "The session of the lease has ended."));
    world.leases().remove(this);
  }

  @Override
  public Thing thing() {
    return Thing.of(ref)
        .with("initializeProgress", Value.integer(state.equals("initializing") ? 40 : 100))
        .with("mode", Value.text("pushOrGet"))
        .with(
            "capabilities",
            Data.of("HttpNfcLeaseCapabilities")
                .put("pullModeSupported", false)
                .put("corsSupported", false))
        .later("info", () -> ready() ? info() : null)
        .with("state", Value.choice("HttpNfcLeaseState", state))
        .later("error", () -> error == null ? null : Tasks.localized(error));
  }

  private Data info() {
    long capacity =
        vm.disks().stream().filter(Vm.Disk::exported).mapToLong(Vm.Disk::capacity).sum();
    return Data.of("HttpNfcLeaseInfo")
        .put("lease", ref)
        .put("entity", vm.ref())
        .put("deviceUrl", new Many("HttpNfcLeaseDeviceUrl", items.stream().map(this::url).toList()))
        .put("totalDiskCapacityInKB", Value.number(capacity / 1024))
        .put("leaseTimeout", world.settings().leaseSeconds());
  }

  private Data url(Item item) {
    return Data.of("HttpNfcLeaseDeviceUrl")
        .put("key", item.key)
        .put("importKey", "")
        .put("url", address() + "/nfc/" + item.token + "/" + item.fileName)
        .put("sslThumbprint", thumbprint(item))
        .put("disk", item.disk != null)
        .put("targetId", item.fileName)
        .put("datastoreKey", "https://%s/nfc/%s/".formatted("datastore", item.token))
        .put("fileSize", item.disk == null ? Value.number(item.fileSize) : null);
  }

  private String address() {
    return switch (world.settings().nfcHost()) {
      case "star" -> "https://*";
      case "star-port" -> "https://*:" + endpoints.esxiPort();
      default -> "https://127.0.0.1:" + endpoints.esxiPort();
    };
  }

  private String thumbprint(Item item) {
    boolean lies =
        world
            .faults()
            .at("nfc.thumbprint", vm.name() + "/" + item.fileName)
            .filter(fault -> fault.action() == Fault.Action.LIE)
            .isPresent();
    if (lies) {
      return "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33";
    }
    boolean here = world.settings().nfcHost().equals("star");
    return here ? endpoints.vcenterThumbprint() : endpoints.esxiThumbprint();
  }

  Many manifest() {
    requireReady();
    return new Many(
        "HttpNfcLeaseManifestEntry",
        items.stream().filter(item -> item.sent != null).map(this::manifestEntry).toList());
  }

  private Data manifestEntry(Item item) {
    var sent = item.sent;
    if (sent == null) {
      throw new IllegalStateException("not sent: " + item.key);
    }
    boolean lies =
        world
            .faults()
            .at("nfc.manifest", vm.name() + "/" + item.fileName)
            .filter(fault -> fault.action() == Fault.Action.LIE)
            .isPresent();
    String sha1 = lies ? "0".repeat(40) : sent.sha1();
    String sha256 = lies ? "0".repeat(64) : sent.sha256();
    var disk = item.disk;
    return Data.of("HttpNfcLeaseManifestEntry")
        .put("key", item.key)
        .put("sha1", sha1)
        .put("checksum", item.checksumType.equals("sha256") ? sha256 : sha1)
        .put("checksumType", item.checksumType)
        .put("size", Value.number(sent.size()))
        .put("disk", disk != null)
        .put("capacity", disk == null ? null : Value.number(disk.capacity()))
        .put("populatedSize", disk == null ? null : Value.number(sent.content()));
  }
}
