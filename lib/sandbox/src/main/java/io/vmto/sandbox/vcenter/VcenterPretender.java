package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.Pretender;
import io.vmto.sandbox.SandboxContext;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import io.vmto.sandbox.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pretend vCenter with its ESXi host, on two servers with certificates of their own. Control
 * actions: {@code register}, {@code unregister}, {@code power}, {@code flip}, {@code write}, {@code
 * hash}, {@code settings}, {@code end-sessions}, {@code expire-leases}; {@code guest} and {@code
 * guest-stop}, {@code written}, {@code moments}, {@code served}, {@code backup} and {@code
 * backup-stop}, {@code resize}, {@code reset-tracking}.
 */
public final class VcenterPretender implements Pretender {
  private static final long TICK_MILLIS = 200;

  private final List<VmSpec> machines;
  private final Settings settings;
  private final Endpoints endpoints = new Endpoints();
  private World world;
  private ChangeMethods methods;
  private Registrar registrar;
  private Credentials credentials;

  @SuppressWarnings("NullAway.Init")
  private VcenterPretender(List<VmSpec> machines, Settings settings) {
    this.machines = List.copyOf(machines);
    this.settings = settings;
  }

  /** A friendly one: long time-outs, big pages; registers these machines on its first start. */
  public static VcenterPretender plain(List<VmSpec> machines) {
    return new VcenterPretender(machines, Settings.PLAIN);
  }

  /** Everything that is legal and unpleasant: tiny pages, strange prefixes, short sessions. */
  public static VcenterPretender nasty(List<VmSpec> machines) {
    return new VcenterPretender(machines, Settings.NASTY);
  }

  @Override
  public String name() {
    return "vcenter";
  }

  @Override
  public void start(SandboxContext context) throws IOException {
    credentials = Credentials.of(context.folder());
    world = new World(context.folder(), context.faults(), settings);
    methods = new ChangeMethods(world);
    registrar = new Registrar(world);
    install(context.folder().resolve("installed"));
    world.locked(() -> world.sessions().open(Fixtures.FOREIGN_USER, "backup/1.0"));
    var _ = world.tasks().every(TICK_MILLIS, world.sessions()::expire);
    var _ = world.tasks().every(TICK_MILLIS, world.leases()::expire);
    listen(context);
  }

  // The mark is set last: a first start that was killed is done again, file by file.
  private void install(Path mark) throws IOException {
    if (Files.exists(mark)) {
      return;
    }
    var specs = new ArrayList<>(machines);
    specs.removeIf(world::has);
    Fixtures.create(registrar, world);
    for (var machine : specs) {
      registrar.register(machine);
    }
    Files.createFile(mark);
  }

  private void listen(SandboxContext context) throws IOException {
    var sdk = new Sdk(world, new Methods(world, endpoints, credentials));
    var nfc = new NfcDoor(world);
    var folder = new FolderDoor(world, credentials);
    var esxi = context.serve("esxi", (request, response) -> files(nfc, folder, request, response));
    var vcenter =
        context.serve(
            "vcenter",
            (request, response) -> {
              if (request.rawPath().startsWith("/sdk")) {
                sdk.handle(request, response);
              } else {
                files(nfc, folder, request, response);
              }
            });
    endpoints.are(vcenter, esxi);
  }

  private static void files(NfcDoor nfc, FolderDoor folder, Request request, Response response)
      throws IOException {
    if (request.path().startsWith("/nfc/")) {
      nfc.handle(request, response);
    } else if (request.path().startsWith("/folder/")) {
      folder.handle(request, response);
    } else {
      throw new WireException(404, "not found");
    }
  }

  @Override
  public Map<String, Object> state() throws IOException {
    return report().state();
  }

  private VcenterState report() {
    return new VcenterState(world, endpoints, credentials);
  }

  @Override
  public Object act(String action, JsonNode arguments) throws IOException {
    return switch (action) {
      case "register" -> Map.of("id", registrar.register(Json.as(arguments, VmSpec.class)).id());
      case "unregister" -> {
        registrar.unregister(machine(arguments));
        yield Map.of();
      }
      case "power" -> power(machine(arguments), arguments.path("state").asString());
      case "hash" -> report().disks(machine(arguments), true);
      case "flip" -> {
        var disk = disk(arguments);
        world.datastore().flip(disk.flat(), arguments.path("offset").asLong());
        yield Map.of();
      }
      case "write" -> {
        byte[] bytes = HexFormat.of().parseHex(arguments.path("hex").asString());
        long offset = arguments.path("offset").asLong();
        yield doing(
            arguments, vm -> world.snapshots().write(vm, disk(vm, arguments), offset, bytes));
      }
      case "guest" -> {
        var habit = Json.as(arguments.path("habit"), Guests.Habit.class);
        yield doing(arguments, vm -> world.guests().start(vm, habit));
      }
      case "guest-stop" -> doing(arguments, world.guests()::stop);
      case "written" -> world.locked(() -> world.guests().take(machine(arguments)));
      case "moments" -> world.locked(() -> world.guests().moments(machine(arguments)));
      case "served" -> world.served().all();
      case "backup" -> {
        var habit = Json.as(arguments.path("habit"), BackupProduct.Habit.class);
        yield doing(arguments, vm -> world.backup().start(vm, habit));
      }
      case "backup-stop" -> doing(arguments, world.backup()::stop);
      case "resize" -> {
        long capacity = arguments.path("capacity").asLong();
        yield doing(arguments, vm -> world.snapshots().resize(vm, disk(vm, arguments), capacity));
      }
      case "reset-tracking" -> doing(arguments, world.snapshots()::resetTracking);
      case "settings" -> world.locked(() -> merge(arguments));
      case "end-sessions" -> world.locked(this::endSessions);
      case "expire-leases" -> world.locked(this::expireLeases);
      default -> throw new IllegalArgumentException("unknown action " + action);
    };
  }

  private Vm machine(JsonNode arguments) {
    return world.locked(() -> world.vm(arguments.path("machine").asString()));
  }

  private Object doing(JsonNode arguments, Consumer<Vm> work) {
    return world.locked(
        () -> {
          work.accept(machine(arguments));
          return Map.of();
        });
  }

  private Vm.Disk disk(JsonNode arguments) {
    return disk(machine(arguments), arguments);
  }

  private static Vm.Disk disk(Vm vm, JsonNode arguments) {
    int key = arguments.path("disk").asInt();
    return vm.disks().stream()
        .filter(disk -> disk.key() == key)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no disk " + key));
  }

  private Object power(Vm vm, String state) {
    if (!List.of("poweredOn", "poweredOff", "suspended").contains(state)) {
      throw new IllegalArgumentException("unknown state " + state);
    }
    return world.locked(
        () -> {
          methods.powered(world.vm(vm.id()), state);
          return Map.of("power", state);
        });
  }

  private Object merge(JsonNode changes) {
    var all = (ObjectNode) Json.read(Json.write(world.settings()));
    changes.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
    world.settings(Json.as(all, Settings.class));
    return world.settings();
  }

  private Object endSessions() {
    world.sessions().all().stream()
        .filter(session -> !session.user().equals(Fixtures.FOREIGN_USER))
        .forEach(world.sessions()::end);
    return Map.of();
  }

  private Object expireLeases() {
    world.leases().all().forEach(Lease::expire);
    return Map.of();
  }

  @Override
  public void stop() throws IOException {
    if (world != null) {
      world.tasks().stop();
    }
    endpoints.close();
  }
}
