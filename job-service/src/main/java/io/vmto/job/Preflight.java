package io.vmto.job;

import io.vmto.contract.job.Finding;
import io.vmto.contract.job.Finding.Severity;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Rules run over a spec before anything is touched; one method per rule. */
final class Preflight {
  private static final List<BiFunction<MigrationSpec, Road, Stream<Finding>>> RULES =
      List.of(
          Preflight::power,
          Preflight::warm,
          Preflight::disks,
          Preflight::snapshots,
          Preflight::reading,
          Preflight::node,
          Preflight::storage,
          Preflight::road,
          Preflight::networks,
          Preflight::firmware);

  private Preflight() {}

  static List<Finding> check(MigrationSpec spec, Road road) {
    return RULES.stream().flatMap(rule -> rule.apply(spec, road)).toList();
  }

  static Optional<Storage> storage(MigrationSpec spec) {
    return spec.node().storages().stream()
        .filter(s -> s.name().equals(spec.request().target().storage()))
        .findFirst();
  }

  /** The target storage where it takes imports, else the first one on the node that does. */
  static String uploadStorage(MigrationSpec spec) {
    return Stream.concat(storage(spec).stream(), spec.node().storages().stream())
        .filter(s -> s.active() && s.content().contains("import"))
        .map(Storage::name)
        .findFirst()
        .orElse("");
  }

  private static Stream<Finding> power(MigrationSpec spec, Road road) {
    var machine = spec.machine();
    if (spec.request().warm().wanted()) {
      return when(
          machine.power() != Machine.PowerState.ON,
          Severity.BLOCKER,
          "source-not-running",
          machine.name(),
          machine.name() + " does not run, so nothing changes while it is copied.",
          "Move it cold, or start it first.");
    }
    return when(
        machine.power() != Machine.PowerState.OFF,
        Severity.BLOCKER,
        "source-powered-on",
        machine.name(),
        machine.name() + " is not powered off.",
        "Shut it down on the source, or move it warm; VMTO does not power it off for a cold copy.");
  }

  private static Stream<Finding> warm(MigrationSpec spec, Road road) {
    if (!spec.request().warm().wanted()) {
      return Stream.empty();
    }
    var tracking =
        when(
            !spec.sourceCapabilities().contains("CHANGE_TRACKING"),
            Severity.BLOCKER,
            "no-change-tracking",
            spec.machine().name(),
            "The source does not tell which blocks of a disk change.",
            "Move it cold.");
    var unreadable =
        SourceReading.obstacle(spec).stream()
            .map(
                why ->
                    new Finding(
                        Severity.BLOCKER,
                        "warm-not-possible",
                        spec.machine().name(),
                        "The disks cannot be read while the machine runs: " + why + ".",
                        "Delete its snapshots and consolidate, or move it cold."));
    return Stream.concat(tracking, unreadable);
  }

  private static Stream<Finding> disks(MigrationSpec spec, Road road) {
    var machine = spec.machine();
    var none =
        when(
            machine.disks().isEmpty(),
            Severity.BLOCKER,
            "no-disks",
            machine.name(),
            machine.name() + " has no disks.",
            "Choose a machine with at least one disk.");
    var left =
        machine.disks().stream()
            .filter(d -> !d.exportable())
            .map(
                d ->
                    new Finding(
                        Severity.BLOCKER,
                        "disk-not-exportable",
                        d.label(),
                        d.label() + " is independent or a raw device; the host leaves it out.",
                        "Make it a dependent virtual disk, or detach it."));
    return Stream.concat(none, left);
  }

  private static Stream<Finding> snapshots(MigrationSpec spec, Road road) {
    return when(
        spec.machine().snapshots() > 0 && !spec.request().warm().wanted(),
        Severity.WARNING,
        "source-has-snapshots",
        spec.machine().name(),
        "With snapshots the source cannot be re-read over another connection; the grade stays"
            + " below proven.",
        "Delete the snapshots on the source first, or accept the lower grade.");
  }

  private static Stream<Finding> reading(MigrationSpec spec, Road road) {
    if (spec.request().read() != Reading.RANGE) {
      return Stream.empty();
    }
    return SourceReading.obstacle(spec).stream()
        .map(
            why ->
                new Finding(
                    Severity.BLOCKER,
                    "range-not-possible",
                    spec.machine().name(),
                    "The disks cannot be read by HTTP Range: " + why + ".",
                    "Take --read auto or nfc."));
  }

  private static Stream<Finding> node(MigrationSpec spec, Road road) {
    return when(
        !spec.node().online(),
        Severity.BLOCKER,
        "node-offline",
        spec.node().name(),
        "Node " + spec.node().name() + " is offline.",
        "Bring it back, or choose another node.");
  }

  private static Stream<Finding> storage(MigrationSpec spec, Road road) {
    var name = spec.request().target().storage();
    var storage = storage(spec);
    if (storage.isEmpty()) {
      return block(
          "storage-unknown",
          name,
          "Node " + spec.node().name() + " has no storage " + name + ".",
          "Choose one of the node's storages.");
    }
    long needed = spec.machine().disks().stream().mapToLong(Machine.Disk::capacity).sum();
    var s = storage.get();
    if (!s.active() || !s.content().contains("images")) {
      return block(
          "storage-unsuitable",
          name,
          "Storage " + name + " is not active or does not take disk images.",
          "Enable it for content 'images', or choose another storage.");
    }
    return when(
        s.available() < needed,
        Severity.BLOCKER,
        "storage-full",
        name,
        "Storage " + name + " has " + s.available() + " bytes free, " + needed + " are needed.",
        "Free space there, or choose another storage.");
  }

  private static Stream<Finding> road(MigrationSpec spec, Road road) {
    return switch (road) {
      case SHARED ->
          when(
              !storage(spec).map(Storage::mounted).orElse(false),
              Severity.BLOCKER,
              "storage-not-mounted",
              spec.request().target().storage(),
              "The shared road needs the storage's directory on this machine.",
              "Mount it and name the path in the connection, or take another road.");
      case NODE ->
          when(
              !spec.node().reached(),
              Severity.BLOCKER,
              "node-not-reached",
              spec.node().name(),
              "The node road needs a login by SSH to node " + spec.node().name() + ".",
              "Give SSH access to a connection whose URL names this node, or take another road.");
      case UPLOAD, AUTO -> upload(spec);
    };
  }

  private static Stream<Finding> upload(MigrationSpec spec) {
    var downtime =
        when(
            spec.request().warm().wanted(),
            Severity.WARNING,
            "import-is-downtime",
            spec.machine().name(),
            "On the upload road the node takes the disks only when they are whole: packing, upload"
                + " and import come after the shutdown, and the grade stays below proven.",
            "To be down for the last changes only, mount the storage here, or give the connection"
                + " SSH access to the node.");
    return Stream.concat(downtime, importing(spec));
  }

  private static Stream<Finding> importing(MigrationSpec spec) {
    return when(
        !spec.targetCapabilities().contains("UPLOAD_IMPORT") || uploadStorage(spec).isEmpty(),
        Severity.BLOCKER,
        "no-upload-storage",
        spec.node().name(),
        "No storage of the node takes uploads for import.",
        "Enable content 'import' on a directory storage (Proxmox VE 8.4 or newer).");
  }

  private static Stream<Finding> networks(MigrationSpec spec, Road road) {
    return spec.machine().nics().stream()
        .map(Machine.Nic::network)
        .distinct()
        .flatMap(network -> network(spec, network));
  }

  private static Stream<Finding> network(MigrationSpec spec, String network) {
    var bridge = spec.request().networks().get(network);
    if (bridge == null) {
      return block(
          "network-not-mapped",
          network,
          "Network " + network + " is not mapped.",
          "Map it to a bridge of the node, e.g. " + network + "=vmbr0.");
    }
    var name = bridge.contains(":") ? bridge.substring(0, bridge.indexOf(':')) : bridge;
    return when(
        !spec.node().networks().contains(name),
        Severity.BLOCKER,
        "bridge-unknown",
        name,
        "Node " + spec.node().name() + " has no bridge " + name + ".",
        "Map to one of: " + String.join(", ", spec.node().networks()) + ".");
  }

  private static Stream<Finding> firmware(MigrationSpec spec, Road road) {
    var machine = spec.machine();
    var nvram =
        when(
            machine.firmware() == Machine.Firmware.EFI,
            Severity.WARNING,
            "nvram-not-carried",
            machine.name(),
            "Boot entries in the firmware's memory are not carried over.",
            "Make sure the disk has the fallback loader EFI/BOOT/BOOTX64.EFI.");
    var tpm =
        when(
            machine.tpm(),
            Severity.WARNING,
            "tpm-not-carried",
            machine.name(),
            "The content of the virtual TPM is not carried over.",
            "Suspend BitLocker or similar before the migration.");
    return Stream.concat(nvram, tpm);
  }

  private static Stream<Finding> block(String rule, String subject, String message, String remedy) {
    return Stream.of(new Finding(Severity.BLOCKER, rule, subject, message, remedy));
  }

  private static Stream<Finding> when(
      boolean holds, Severity severity, String rule, String subject, String text, String remedy) {
    return holds ? Stream.of(new Finding(severity, rule, subject, text, remedy)) : Stream.empty();
  }
}
