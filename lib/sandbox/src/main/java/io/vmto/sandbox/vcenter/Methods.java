package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The methods of vim25 that are pretended; each runs under the world's lock. */
final class Methods {
  private final World world;
  private final Places places;
  private final ChangeMethods changes;
  private final Endpoints endpoints;
  private final Credentials credentials;

  Methods(World world, Endpoints endpoints, Credentials credentials) {
    this.world = world;
    this.endpoints = endpoints;
    this.credentials = credentials;
    this.places = new Places(world, endpoints);
    this.changes = new ChangeMethods(world);
  }

  /** The returned value, null for none. */
  @Nullable Value call(SoapCall call, Request request, Response response) {
    var session = world.sessions().of(request);
    if (session.isPresent() && !call.method().equals("Login")) {
      session.get().touch();
    }
    return switch (call.method()) {
      case "RetrieveServiceContent" -> About.content();
      case "Login" -> login(call, session, request, response);
      case "SessionIsActive" ->
          Value.bool(world.sessions().byKey(call.text("sessionID")).isPresent());
      default -> session.isPresent() ? inSession(call, session.get()) : withoutSession(call);
    };
  }

  private Data login(SoapCall call, Optional<Session> session, Request request, Response response) {
    boolean right =
        call.text("userName").equals(credentials.user())
            && call.text("password").equals(credentials.password());
    if (session.isPresent() || !right) {
      throw SoapFault.of(
          "InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
    }
    var fresh =
        world.sessions().open(call.text("userName"), request.header("User-Agent").orElse(""));
    response.header(
        "Set-Cookie", Sessions.COOKIE + "=" + fresh.cookie() + "; Path=/; HttpOnly; Secure");
    return fresh.describe();
  }

  private @Nullable Value withoutSession(SoapCall call) {
    boolean retrieves = call.method().startsWith("RetrieveProperties");
    if (call.method().equals("Fetch") && call.self().equals(About.SERVICE)) {
      return Thing.of(About.SERVICE).later("content", About::content).at(call.text("prop"));
    }
    if (!retrieves || !world.settings().lostSessionAsMissing()) {
      throw SoapFault.notAuthenticated();
    }
    var missing =
        call.all("specSet").stream()
            .flatMap(spec -> new Selection(spec).allMissing().stream())
            .toList();
    return page(call, missing);
  }

  private static Value page(SoapCall call, List<Data> objects) {
    var many = new Many("ObjectContent", objects);
    return call.method().equals("RetrieveProperties")
        ? many
        : Data.of("RetrieveResult").put("objects", many);
  }

  private @Nullable Value inSession(SoapCall call, Session session) {
    return switch (call.method()) {
      case "Logout" -> logout(session);
      case "CurrentTime" -> Value.time(Instant.now());
      case "Fetch" -> require(call.self(), session).at(call.text("prop"));
      case "CreateContainerView" -> createView(call, session);
      case "DestroyView" -> destroy(call.self(), session);
      case "RetrievePropertiesEx", "RetrieveProperties" -> retrieve(call, session);
      case "ContinueRetrievePropertiesEx" -> nextPage(call.text("token"), session);
      case "CancelRetrievePropertiesEx" -> forgetPages(call.text("token"), session);
      case "CreatePropertyCollector" -> createCollector(session);
      case "DestroyPropertyCollector" -> destroy(call.self(), session);
      case "CreateFilter" -> createFilter(call, session);
      case "DestroyPropertyFilter" -> destroy(call.self(), session);
      case "WaitForUpdatesEx", "WaitForUpdates" ->
          collector(call, session).await(call, session, finder(session), Collector.forever());
      case "CheckForUpdates" -> collector(call, session).await(call, session, finder(session), 0);
      case "CancelWaitForUpdates" -> cancelWait(call, session);
      case "FindByUuid" -> findByUuid(call);
      case "FindByInventoryPath" -> findByPath(call.text("inventoryPath"));
      default -> onMachine(call, session);
    };
  }

  private @Nullable Value onMachine(SoapCall call, Session session) {
    return switch (call.method()) {
      case "ExportVm" -> world.leases().open(vm(call), session, endpoints).ref();
      case "HttpNfcLeaseProgress" -> progress(call, session);
      case "HttpNfcLeaseComplete" -> complete(call, session);
      case "HttpNfcLeaseAbort" -> abort(call, session);
      case "HttpNfcLeaseGetManifest" -> lease(call, session).manifest();
      case "HttpNfcLeaseSetManifestChecksumType" -> checksumType(call, session);
      case "CreateSnapshot_Task",
          "RemoveSnapshot_Task",
          "RemoveAllSnapshots_Task",
          "ConsolidateVMDisks_Task",
          "ReconfigVM_Task",
          "QueryChangedDiskAreas",
          "ShutdownGuest" ->
          changes.call(call, session);
      case "PowerOnVM_Task" -> power(call, session, "poweredOn", "VirtualMachine.powerOn");
      case "PowerOffVM_Task" -> power(call, session, "poweredOff", "VirtualMachine.powerOff");
      default ->
          throw new SoapFault(
              Data.derived("MethodNotFound")
                  .put("receiver", call.self())
                  .put("method", call.method()),
              "method " + call.method() + " not found");
    };
  }

  private @Nullable Value logout(Session session) {
    world.sessions().end(session);
    return null;
  }

  private Function<Ref, Optional<Thing>> finder(Session session) {
    return ref -> find(ref, session);
  }

  private Optional<Thing> find(Ref ref, Session session) {
    if (ref.id().equals("SessionManager")) {
      return Optional.of(sessionManager(session));
    }
    if (ref.equals(About.SERVICE)) {
      return Optional.of(
          Thing.of(ref)
              .later("content", About::content)
              .with("serverClock", Value.time(Instant.now())));
    }
    return places
        .find(ref)
        .or(() -> world.vm(ref).map(vm -> new VmView(vm, world).thing()))
        .or(() -> snapshot(ref))
        .or(() -> world.tasks().find(ref))
        .or(() -> held(ref, session).map(SessionObject::thing));
  }

  private Optional<Thing> snapshot(Ref ref) {
    return world.vms().stream()
        .flatMap(vm -> vm.snapshot(ref).map(new VmView(vm, world)::thing).stream())
        .findFirst();
  }

  private Thing sessionManager(Session session) {
    var all = world.sessions().all().stream().map(Session::describe).toList();
    return Thing.of(new Ref("SessionManager", "SessionManager"))
        .with("sessionList", new Many("UserSession", all))
        .with("currentSession", session.describe());
  }

  private Thing require(Ref ref, Session session) {
    return find(ref, session).orElseThrow(() -> SoapFault.gone(ref));
  }

  /** An object of the session, or a lease of another one where leases are shared. */
  private Optional<SessionObject> held(Ref ref, Session session) {
    var shared =
        world.settings().leasesShared()
            ? world.leases().byRef(ref)
            : Optional.<SessionObject>empty();
    return session.find(ref).or(() -> shared);
  }

  private <T extends SessionObject> T owned(Ref ref, Session session, Class<T> type) {
    return held(ref, session)
        .filter(type::isInstance)
        .map(type::cast)
        .orElseThrow(() -> SoapFault.gone(ref));
  }

  private Ref createView(SoapCall call, Session session) {
    var container = call.ref("container");
    require(container, session);
    var view =
        new ContainerView(
            session.newRef("ContainerView"),
            container,
            call.texts("type"),
            call.flag("recursive"),
            world);
    session.add(view);
    return view.ref();
  }

  private @Nullable Value destroy(Ref ref, Session session) {
    owned(ref, session, SessionObject.class).end();
    session.remove(ref);
    return null;
  }

  private Value retrieve(SoapCall call, Session session) {
    var objects = new ArrayList<Data>();
    for (var spec : call.all("specSet")) {
      new Selection(spec)
          .evaluate(finder(session))
          .forEach((ref, values) -> objects.add(Selection.objectContent(ref, values)));
    }
    if (call.method().equals("RetrieveProperties")) {
      return page(call, objects);
    }
    int asked =
        call.child("options")
            .map(o -> o.number("maxObjects", Integer.MAX_VALUE))
            .orElse(Integer.MAX_VALUE);
    return paged(objects, Math.min(asked, world.settings().pageSize()), session);
  }

  private static Value paged(List<Data> objects, int size, Session session) {
    var result = Data.of("RetrieveResult");
    if (objects.size() > size) {
      String token = UUID.randomUUID().toString() + ":" + size;
      session.pages().put(token, List.copyOf(objects.subList(size, objects.size())));
      result.put("token", token);
    }
    return result.put(
        "objects", new Many("ObjectContent", objects.subList(0, Math.min(size, objects.size()))));
  }

  private static Value nextPage(String token, Session session) {
    var rest = session.pages().remove(token);
    if (rest == null) {
      throw SoapFault.of("InvalidArgument", "A specified parameter was not correct: token");
    }
    return paged(rest, Integer.parseInt(token.substring(token.indexOf(':') + 1)), session);
  }

  private static @Nullable Value forgetPages(String token, Session session) {
    session.pages().remove(token);
    return null;
  }

  private Ref createCollector(Session session) {
    var collector = new Collector(session.newRef("PropertyCollector"), world);
    session.add(collector);
    return collector.ref();
  }

  private Collector collector(SoapCall call, Session session) {
    return owned(call.self(), session, Collector.class);
  }

  private Ref createFilter(SoapCall call, Session session) {
    var spec = call.child("spec").orElseThrow(() -> SoapFault.invalidRequest("missing spec"));
    var selection = new Selection(spec);
    selection.evaluate(finder(session));
    var collector = collector(call, session);
    var filter = new Filter(session.newRef("PropertyFilter"), collector, selection);
    collector.add(filter);
    session.add(filter);
    return filter.ref();
  }

  private @Nullable Value cancelWait(SoapCall call, Session session) {
    collector(call, session).cancel();
    return null;
  }

  private @Nullable Value findByUuid(SoapCall call) {
    String uuid = call.text("uuid").toLowerCase(Locale.ROOT);
    boolean instance = call.flag("instanceUuid");
    return world.vms().stream()
        .filter(vm -> call.flag("vmSearch"))
        .filter(vm -> (instance ? vm.instanceUuid() : vm.uuid()).equals(uuid))
        .map(Vm::ref)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Value findByPath(String path) {
    String place = path.replaceAll("^/|/$", "");
    String folder = World.DC_PATH + "/vm/";
    if (place.startsWith(folder)) {
      return world.vms().stream()
          .filter(vm -> vm.name().equals(place.substring(folder.length())))
          .map(Vm::ref)
          .findFirst()
          .orElse(null);
    }
    return switch (place) {
      case "" -> World.ROOT;
      case "Lab" -> World.LAB;
      case World.DC_PATH -> World.DATACENTER;
      case World.DC_PATH + "/vm" -> World.VM_FOLDER;
      case World.DC_PATH + "/host" -> World.HOST_FOLDER;
      case World.DC_PATH + "/datastore" -> World.DATASTORE_FOLDER;
      case World.DC_PATH + "/network" -> World.NETWORK_FOLDER;
      case World.DC_PATH + "/host/Cluster0" -> World.CLUSTER;
      case World.DC_PATH + "/datastore/" + Datastore.NAME -> World.DATASTORE;
      default -> null;
    };
  }

  private Vm vm(SoapCall call) {
    return world.vm(call.self()).orElseThrow(() -> SoapFault.gone(call.self()));
  }

  private Lease lease(SoapCall call, Session session) {
    return owned(call.self(), session, Lease.class);
  }

  private @Nullable Value progress(SoapCall call, Session session) {
    int percent = call.number("percent", -1);
    if (percent < 0 || percent > 100) {
      throw SoapFault.of("InvalidArgument", "A specified parameter was not correct: percent");
    }
    var lease = lease(call, session);
    world
        .faults()
        .at("lease.progress", lease.vm().name())
        .filter(fault -> fault.action() == Fault.Action.EXPIRE)
        .ifPresent(fault -> lease.expire());
    lease.progress(percent);
    return null;
  }

  private @Nullable Value complete(SoapCall call, Session session) {
    var lease = lease(call, session);
    lease.requireReady();
    lease.becomeDone();
    forget(lease);
    return null;
  }

  private @Nullable Value abort(SoapCall call, Session session) {
    var lease = lease(call, session);
    lease.fail(SoapFault.of("RequestCanceled", "The lease was aborted."));
    forget(lease);
    return null;
  }

  private void forget(Lease lease) {
    world.leases().remove(lease);
    world.sessions().all().forEach(session -> session.remove(lease.ref()));
    world.touch();
  }

  private @Nullable Value checksumType(SoapCall call, Session session) {
    var lease = lease(call, session);
    for (var pair : call.all("deviceUrlsToChecksumTypes")) {
      lease.checksumType(pair.text("key"), pair.text("value"));
    }
    return null;
  }

  private Ref power(SoapCall call, Session session, String state, String descriptionId) {
    var vm = vm(call);
    if (world.leases().held(vm)) {
      throw SoapFault.taskInProgress();
    }
    return world
        .tasks()
        .start(
            vm,
            descriptionId,
            session.user(),
            () -> {
              var now = vm(call);
              if (now.power().equals(state)) {
                throw SoapFault.powerState(state);
              }
              changes.powered(now, state);
            });
  }
}
