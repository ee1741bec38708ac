package io.vmto.sandbox.pve;

import io.vmto.sandbox.Pretender;
import io.vmto.sandbox.SandboxContext;
import io.vmto.sandbox.wire.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A pretend Proxmox VE node with real disks and real boots. Needs qemu-img on the path, and
 * qemu-system-x86_64 for starts. Actions of its control path: {@code flip} with {@code volume}
 * turns over one byte of a volume now.
 *
 * <p>Fault rules match {@code pve.} and one of: refuse-auth, upload-cut, spool-full, disk-full,
 * vmid-taken, task-vanishes, task-warnings, proxy-595, proxy-596, lock-timeout, slow-import,
 * flip-target-byte, start-fails.
 */
public final class PveNode implements Pretender {
  private final Function<Path, PveSettings> chosen;
  private @Nullable Live live;

  /** What there is while the node runs. */
  private record Live(
      PveSettings settings,
      Parts parts,
      Foreign foreign,
      WireServer server,
      Dispatcher calls,
      NodeSshd sshd) {}

  /** A nasty node with credentials of its own, made once for the life of its folder. */
  public PveNode() {
    this.chosen = folder -> PveCredentials.of(folder).settings();
  }

  public PveNode(PveSettings settings) {
    this.chosen = folder -> settings;
  }

  @Override
  public String name() {
    return "pve";
  }

  @Override
  public void start(SandboxContext context) throws IOException {
    Path dir = Files.createDirectories(context.folder());
    var settings = chosen.apply(dir);
    var faults = new PveFaults(context.faults());
    var table = CallTable.of(settings.major());
    var holder = new ArrayList<WireServer>(1);
    var parts =
        parts(dir, settings, table, faults, () -> holder.getFirst().identity().fingerprint());
    var foreign = new Foreign(dir, parts.guests(), parts.storages());
    if (settings.foreignObjects()) {
      foreign.settle();
    }
    var spool = emptySpool(dir);
    var upload = new Upload(spool, settings.spoolBytes(), faults);
    var calls =
        new Dispatcher(settings, table, parts, faults, upload, handlers(settings, table, parts));
    var server = context.serve("pve", calls);
    holder.add(server);
    var sshd =
        NodeSshd.start(dir.resolve("ssh"), context.port("ssh"), settings.node(), parts.storages());
    context.remember("ssh", sshd.port());
    live = new Live(settings, parts, foreign, server, calls, sshd);
  }

  // Uploads that were under way when the node went down are nobody's any more.
  private static Path emptySpool(Path dir) throws IOException {
    Path spool = Files.createDirectories(dir.resolve("spool"));
    try (var files = Files.newDirectoryStream(spool)) {
      for (var file : files) {
        Files.delete(file);
      }
    }
    return spool;
  }

  private static Parts parts(
      Path dir,
      PveSettings settings,
      CallTable table,
      PveFaults faults,
      java.util.function.Supplier<String> fingerprint)
      throws IOException {
    var clock = Clock.systemUTC();
    var guests = new Guests(dir, settings.node(), faults);
    var tickets = new Tickets(dir, clock, settings.ticketLife());
    var storages = new Storages(dir);
    var images = new DiskImages(faults);
    var drives = new Drives(table, storages, images, faults);
    var values = new GuestSettings(table);
    var machines = new Machines(dir, drives, storages, faults);
    var tasks = new Tasks(dir, settings, faults, clock);
    return new Parts(
        dir.resolve("synchronous.log"),
        fingerprint,
        new Access(settings, id -> poolOf(guests, id)),
        new Login(settings, tickets),
        guests,
        new Pools(dir),
        storages,
        images,
        drives,
        values,
        machines,
        new GuestStatus(settings.major(), machines, drives, clock),
        new Creation(guests, drives, storages, values, clock),
        new Change(guests, drives, storages, values, machines, faults),
        tasks,
        new Terminals(tasks, tickets, machines));
  }

  private static Optional<String> poolOf(Guests guests, String vmid) {
    return vmid.matches("\\d{1,9}")
        ? guests.find(Integer.parseInt(vmid)).flatMap(g -> Optional.ofNullable(g.pool()))
        : Optional.empty();
  }

  private static Map<String, Ask.Handler> handlers(
      PveSettings settings, CallTable table, Parts parts) {
    var handlers = new LinkedHashMap<String, Ask.Handler>();
    new NodeApi(settings, parts).register(handlers);
    new StorageApi(parts).register(handlers);
    new GuestApi(parts, table).register(handlers);
    new PowerApi(parts, settings.node()).register(handlers);
    new TaskApi(parts, settings.node()).register(handlers);
    return handlers;
  }

  private Live live() {
    if (live == null) {
      throw new IllegalStateException("the node is not running");
    }
    return live;
  }

  /** The root of a storage on this machine: what VMTO mounts for {@code shared}. */
  public Path storageRoot(String storage) {
    return live().parts().storages().get(storage).root();
  }

  public String url() {
    return live().server().url();
  }

  /** SHA-256 of the node's certificate, upper case colon hex. */
  public String fingerprint() {
    return live().server().identity().fingerprint();
  }

  List<String> unhandled() {
    return live().calls().unhandled();
  }

  @Override
  public Map<String, Object> state() throws IOException {
    var now = live();
    return new NodeState(now.settings(), now.parts(), now.foreign(), now.server(), now.sshd())
        .report();
  }

  @Override
  public Object act(String action, JsonNode arguments) throws IOException {
    if (!action.equals("flip")) {
      throw new IllegalArgumentException("the node knows no action " + action);
    }
    var volume = live().parts().storages().volume(arguments.path("volume").asString(""));
    if (!volume.exists()) {
      throw new IllegalArgumentException("no volume " + volume.id());
    }
    DiskImages.flip(volume);
    return Map.of("flipped", volume.id());
  }

  @Override
  public void stop() throws IOException {
    var now = live;
    live = null;
    if (now != null) {
      now.sshd().close();
      now.server().close();
      now.parts().tasks().close();
      now.parts().machines().close();
    }
  }
}
