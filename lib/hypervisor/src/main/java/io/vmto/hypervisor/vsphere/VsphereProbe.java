package io.vmto.hypervisor.vsphere;

import static io.vmto.hypervisor.vsphere.VsphereAssumption.API_VERSION;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.BIOS_UUID;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.CONTROLLERS;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.EXTENT_LISTED;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.FOLDER_PATH;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.FOLDER_RANGE;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.MACHINES_IN_VIEW;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.NETWORK_NAMES;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.PAGES;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.PRIVILEGES;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.SESSION_COOKIE;
import static io.vmto.hypervisor.vsphere.VsphereAssumption.THUMBPRINT;

import io.vmto.contract.connection.Diagnosis;
import io.vmto.contract.connection.Diagnosis.Exchange;
import io.vmto.contract.connection.Diagnosis.Finding;
import io.vmto.contract.connection.Diagnosis.Verdict;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Tls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks a real vCenter or host which of our assumptions hold, for {@code vmto doctor connection}.
 * Reads only: a login, property reads, one sector of one disk, handshakes with the hosts.
 */
public final class VsphereProbe {
  private static final int HTTPS = 443;

  /** Refusals that say that the server is different, not that it could not be asked. */
  private static final Set<ErrorCode> TELLING =
      Set.of(ErrorCode.DISK_UNREADABLE, ErrorCode.PROTOCOL_ERROR, ErrorCode.UNSUPPORTED);

  private final Session session;
  private final Inventory inventory;
  private final Map<VsphereAssumption, Finding> findings = new EnumMap<>(VsphereAssumption.class);
  private final List<Exchange> exchanges;

  private VsphereProbe(Session session, List<Exchange> exchanges) {
    this.session = session;
    this.inventory = new Inventory(session);
    this.exchanges = exchanges;
  }

  /** Blocks for all checks; throws {@link PlatformException} only when it cannot log in. */
  public static Diagnosis run(Endpoint endpoint, Secret secret) {
    var exchanges = Collections.synchronizedList(new ArrayList<Exchange>());
    Recorder recorder =
        (method, request, status, response) ->
            exchanges.add(new Exchange(method, request, status, response));
    try (var session = Session.open(endpoint, secret, recorder)) {
      return new VsphereProbe(session, exchanges).report();
    }
  }

  private Diagnosis report() {
    check(API_VERSION, this::version);
    check(SESSION_COOKIE, this::cookie);
    var machines = attempt(MACHINES_IN_VIEW, () -> new Machines(inventory).all());
    machines.ifPresent(this::checkMachines);
    machines
        .flatMap(all -> all.stream().filter(VsphereProbe::readable).findFirst())
        .ifPresent(this::checkMachine);
    check(THUMBPRINT, this::thumbprints);
    for (var assumption : VsphereAssumption.values()) {
      findings.computeIfAbsent(
          assumption, a -> new Finding(a.number(), a.sentence(), Verdict.UNKNOWN, a.check()));
    }
    var about = session.about().text("fullName");
    return new Diagnosis(about, List.copyOf(findings.values()), exchanges);
  }

  private Finding version(VsphereAssumption assumption) {
    session.call("CurrentTime", Moref.SERVICE_INSTANCE, SoapArgs.none());
    return held(assumption, "server speaks " + session.about().text("apiVersion"));
  }

  private Finding cookie(VsphereAssumption assumption) {
    var current = currentSession();
    return verdict(assumption, current.present(), "current session present: " + current.present());
  }

  private Node currentSession() {
    return inventory.one(session.service("sessionManager"), "currentSession").get("currentSession");
  }

  private void checkMachines(List<Machine> machines) {
    var bare = count(machines, machine -> machine.power() == Machine.PowerState.UNKNOWN);
    all(MACHINES_IN_VIEW, machines.size(), bare, "machines without readable hardware");
    var odd =
        count(
            machines,
            machine ->
                machine.disks().stream()
                    .anyMatch(disk -> disk.controller() == Machine.Controller.OTHER));
    all(CONTROLLERS, machines.size(), odd, "machines with a disk on another controller");
    all(BIOS_UUID, machines.size(), count(machines, m -> m.biosUuid().isEmpty()), "without one");
    var nameless =
        count(
            machines, machine -> machine.nics().stream().anyMatch(nic -> nic.network().isBlank()));
    all(NETWORK_NAMES, machines.size(), nameless, "machines with a nameless network");
    if (exchanges.stream().anyMatch(e -> e.title().equals("ContinueRetrievePropertiesEx"))) {
      findings.put(PAGES, held(PAGES, machines.size() + " machines came in pages"));
    }
  }

  private static long count(List<Machine> machines, Predicate<Machine> predicate) {
    return machines.stream().filter(predicate).count();
  }

  private void all(VsphereAssumption assumption, long of, long wrong, String what) {
    var detail = wrong + " of " + of + " " + what;
    findings.put(
        assumption,
        of == 0
            ? new Finding(
                assumption.number(), assumption.sentence(), Verdict.UNKNOWN, "there is no machine")
            : verdict(assumption, wrong == 0, detail));
  }

  private static boolean readable(Machine machine) {
    return machine.power() == Machine.PowerState.OFF
        && machine.snapshots() == 0
        && machine.disks().stream().anyMatch(Machine.Disk::exportable);
  }

  private void checkMachine(Machine machine) {
    var vm = attempt(EXTENT_LISTED, () -> new Machines(inventory).find(machine.id()));
    vm.ifPresent(
        found -> {
          var disk = found.exportable().getFirst();
          check(EXTENT_LISTED, assumption -> listed(assumption, found, disk));
          check(FOLDER_RANGE, assumption -> firstByte(assumption, found, disk));
          if (verdictOf(FOLDER_RANGE) == Verdict.HELD) {
            findings.put(FOLDER_PATH, held(FOLDER_PATH, "the file was found"));
          }
          check(PRIVILEGES, assumption -> privileges(assumption, found));
        });
  }

  private Verdict verdictOf(VsphereAssumption assumption) {
    return Optional.ofNullable(findings.get(assumption))
        .map(Finding::verdict)
        .orElse(Verdict.UNKNOWN);
  }

  private Finding listed(VsphereAssumption assumption, VirtualMachine vm, VirtualDisk disk) {
    var layout = inventory.one(vm.ref(), "layoutEx").get("layoutEx");
    var extents = FlatExtent.listedExtents(layout, disk).size();
    return verdict(assumption, extents == 1, extents + " extents listed for one disk");
  }

  private Finding firstByte(VsphereAssumption assumption, VirtualMachine vm, VirtualDisk disk) {
    FlatExtent.open(session, vm, disk).close();
    return held(assumption, "first byte of a disk of " + disk.disk().capacity() + " bytes read");
  }

  private Finding privileges(VsphereAssumption assumption, VirtualMachine vm) {
    var wanted = List.of("VApp.Export", "Datastore.Browse", "Datastore.FileManagement");
    var question =
        SoapArgs.none().ref("entity", vm.ref()).text("sessionId", currentSession().text("key"));
    wanted.forEach(privilege -> question.text("privId", privilege));
    var answer =
        session
            .call("HasPrivilegeOnEntities", session.service("authorizationManager"), question)
            .at("returnval");
    var lacking =
        answer.all("privAvailability").stream()
            .filter(available -> !available.yes("isGranted"))
            .map(available -> available.text("privId"))
            .toList();
    return verdict(assumption, lacking.isEmpty(), "lacking on a machine: " + lacking);
  }

  private Finding thumbprints(VsphereAssumption assumption) {
    var hosts = inventory.all("HostSystem", "name", "summary.config.sslThumbprint");
    var detail = new ArrayList<String>();
    boolean compared = false;
    for (var host : hosts) {
      var recorded = host.text("summary.config.sslThumbprint");
      if (recorded.isEmpty()) {
        detail.add(host.text("name") + " has none");
        continue;
      }
      var shown = Tls.presented(Address.of(host.text("name"), HTTPS)).sha1();
      compared = true;
      if (!shown.equals(recorded)) {
        return new Finding(
            assumption.number(),
            assumption.sentence(),
            Verdict.BROKEN,
            host.text("name") + " shows another");
      }
    }
    return new Finding(
        assumption.number(),
        assumption.sentence(),
        compared ? Verdict.HELD : Verdict.UNKNOWN,
        String.join(", ", detail));
  }

  private interface Check {
    Finding ask(VsphereAssumption assumption);
  }

  private void check(VsphereAssumption assumption, Check check) {
    attempt(assumption, () -> check.ask(assumption))
        .ifPresent(finding -> findings.put(assumption, finding));
  }

  /**
   * A check that cannot be made leaves its assumption unknown, unless the refusal is the answer.
   */
  private <T> Optional<T> attempt(VsphereAssumption assumption, Supplier<T> question) {
    try {
      return Optional.of(session.perform(question));
    } catch (PlatformException e) {
      var reason = e.failure().code() + ": " + e.failure().message();
      var verdict = TELLING.contains(e.failure().code()) ? Verdict.BROKEN : Verdict.UNKNOWN;
      findings.put(
          assumption, new Finding(assumption.number(), assumption.sentence(), verdict, reason));
      return Optional.empty();
    }
  }

  private static Finding held(VsphereAssumption assumption, String detail) {
    return new Finding(assumption.number(), assumption.sentence(), Verdict.HELD, detail);
  }

  private static Finding verdict(VsphereAssumption assumption, boolean holds, String detail) {
    return new Finding(
        assumption.number(), assumption.sentence(), holds ? Verdict.HELD : Verdict.BROKEN, detail);
  }
}
