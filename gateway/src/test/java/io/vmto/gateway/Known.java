package io.vmto.gateway;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionQuery.CompareHardware;
import io.vmto.contract.connection.ConnectionQuery.FindMachine;
import io.vmto.contract.connection.ConnectionQuery.FoundMachine;
import io.vmto.contract.connection.ConnectionQuery.ListMachines;
import io.vmto.contract.connection.ConnectionQuery.ListNodes;
import io.vmto.contract.connection.ConnectionQuery.Machines;
import io.vmto.contract.connection.ConnectionQuery.Nodes;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.CreateJob;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.contract.job.Step;
import io.vmto.contract.license.License;
import io.vmto.contract.machine.Hardware;
import io.vmto.contract.machine.Hardware.Kind;
import io.vmto.contract.machine.Hardware.Part;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import io.vmto.contract.operations.ArtifactStorage;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.OperationsQuery.DeadLetters;
import io.vmto.contract.operations.OperationsQuery.Drives;
import io.vmto.contract.operations.OperationsQuery.FindArtifactStorage;
import io.vmto.contract.operations.OperationsQuery.FindDeadLetter;
import io.vmto.contract.operations.OperationsQuery.FindStorage;
import io.vmto.contract.operations.OperationsQuery.ListDeadLetters;
import io.vmto.contract.operations.OperationsQuery.ListDrives;
import io.vmto.contract.operations.OperationsQuery.ListProcessors;
import io.vmto.contract.operations.OperationsQuery.ListProjections;
import io.vmto.contract.operations.OperationsQuery.ListPulses;
import io.vmto.contract.operations.OperationsQuery.Processors;
import io.vmto.contract.operations.OperationsQuery.Projections;
import io.vmto.contract.operations.OperationsQuery.Pulses;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessorView;
import io.vmto.contract.operations.ProjectionView;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.operations.StorageView;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.ExtentMap;
import io.vmto.contract.transfer.ExtentQuery.FindExtents;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery.Artifacts;
import io.vmto.contract.view.ViewQuery.Claims;
import io.vmto.contract.view.ViewQuery.Connections;
import io.vmto.contract.view.ViewQuery.CountJobs;
import io.vmto.contract.view.ViewQuery.Events;
import io.vmto.contract.view.ViewQuery.FindConnection;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.JobCounts;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.OpenResources;
import io.vmto.contract.view.ViewQuery.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A small world: one vCenter with one machine, one Proxmox node, one job. */
final class Known {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final ConnectionId VCENTER = new ConnectionId("vc-1");
  static final ConnectionId CLUSTER = new ConnectionId("pve-1");
  static final PartId LEDGER = new PartId("ledger");
  static final JobId JOB = new JobId("job-1");
  static final Machine MACHINE =
      new Machine(
          "vm-42",
          "web",
          List.of("Lab", "DC0", "Web"),
          Machine.PowerState.OFF,
          Machine.Firmware.BIOS,
          false,
          false,
          2,
          2048,
          "debian12_64Guest",
          "",
          0,
          List.of(),
          List.of());
  static final TargetNode NODE = new TargetNode("pve", true, List.of(), List.of("vmbr0"));
  static final Hardware HARDWARE =
      new Hardware(List.of(new Part(Kind.MEMORY, "", "2048 MiB", "memory: 2048", false)));
  static final Plan PLAN =
      new Plan("full-copy", List.of(new Step.Release()), Grade.PROVEN, List.of(), "hash-1");

  private Known() {}

  /** Lays down the answers of all services. */
  static void laidDown(Peers peers) {
    peers.answer(
        ListConnections.class,
        Connections.class,
        q ->
            new Connections(
                List.of(connection(VCENTER, "vcenter"), connection(CLUSTER, "lab")),
                List.of("c-1", "c-2"),
                null));
    peers.answer(
        FindConnection.class, ConnectionView.class, q -> connection(q.connection(), "vcenter"));
    peers.answer(ListMachines.class, Machines.class, q -> new Machines(List.of(MACHINE)));
    peers.answer(
        FindMachine.class,
        FoundMachine.class,
        q -> new FoundMachine(machine(q.machine()), Set.of("STREAM_EXPORT"), "vc-1"));
    peers.answer(ListNodes.class, Nodes.class, q -> new Nodes(List.of(NODE), Set.of("IMPORT")));
    peers.answer(PreviewPlan.class, Plan.class, q -> PLAN);
    peers.answer(CompareHardware.class, Hardware.class, q -> HARDWARE);
    peers.answer(FindJob.class, JobView.class, q -> job(q.job()));
    peers.answer(
        ListJobs.class,
        Jobs.class,
        q -> new Jobs(List.of(summary(JOB)), List.of("next-1"), "next-1"));
    peers.answer(ListSamples.class, Samples.class, q -> new Samples(List.of(progress(q.job(), 7))));
    peers.answer(
        ListArtifacts.class,
        Artifacts.class,
        q ->
            new Artifacts(
                List.of(
                    new ArtifactView(
                        "a-1", JOB, "2000", "root", "/store/a-1", true, NOON, null, null, null)),
                List.of("c-1"),
                null));
    peers.answer(
        ListOpenResources.class,
        OpenResources.class,
        q -> new OpenResources(List.of(), List.of(), null));
    peers.answer(
        CountJobs.class,
        JobCounts.class,
        q -> new JobCounts(List.of(new JobCounts.Count(JobStatus.PAUSED, true, 2, 1 << 20))));
    peers.answer(
        FindExtents.class,
        ExtentMap.class,
        q ->
            new ExtentMap(
                q.job(), q.disk(), 64 << 20, q.offset(), 4 << 20, 4 << 20, 1, 4 << 20, List.of()));
    peers.answer(
        ListEvents.class,
        Events.class,
        q ->
            new Events(
                List.of(entry(4, "job.queued/1", "job-1", "{\"n\":\"=4,\"}")),
                List.of("after-4"),
                q.page().after() == null ? "after-4" : null));
    peers.answer(
        ListClaims.class,
        Claims.class,
        q ->
            claims(
                claim("claim-1", JobStatus.RUNNING, false),
                claim("claim-2", JobStatus.FAILED, true),
                q.filter()));
    peers.decide(BreakClaim.class, c -> null);
    peers.answer(
        FindLicense.class,
        LicenseView.class,
        q -> new LicenseView(new License("trial", "us", "trial", 2, 10, NOON), Set.of(JOB), 3));
    operations(peers);
    peers.decide(StartJob.class, c -> null);
    peers.decide(CreateJob.class, c -> "hash-1");
  }

  private static void operations(Peers peers) {
    peers.answer(
        ListProcessors.class,
        Processors.class,
        q ->
            new Processors(
                List.of(new ProcessorView(LEDGER, true, 12, 12, 0, 0L, null, 2, List.of()))));
    peers.answer(
        ListDeadLetters.class,
        DeadLetters.class,
        q ->
            new DeadLetters(
                List.of(letter("l-1", "INTERNAL_ERROR"), letter("l-2", "")).stream()
                    .filter(l -> q.after() == null || l.cursor().compareTo(q.after()) > 0)
                    .limit(q.limit())
                    .toList()));
    peers.answer(
        FindDeadLetter.class,
        DeadLetters.class,
        q ->
            new DeadLetters(
                q.id().startsWith("l-") ? List.of(letter(q.id(), "INTERNAL_ERROR")) : List.of()));
    peers.answer(FindStorage.class, StorageView.class, q -> new StorageView(12, 4096, List.of()));
    peers.answer(
        FindArtifactStorage.class,
        ArtifactStorage.class,
        q ->
            new ArtifactStorage(
                "/store", 64L << 30, "/store", 64L << 30, Map.of("job-9", 300L), null));
    peers.answer(ListDrives.class, Drives.class, q -> new Drives(List.of()));
    peers.answer(
        ListPulses.class, Pulses.class, q -> new Pulses(List.of(new Pulse(job(JOB), null))));
    peers.answer(
        ListProjections.class,
        Projections.class,
        q ->
            new Projections(
                List.of(
                    new ProjectionView(new PartId("job"), 12, null),
                    new ProjectionView(new PartId("feed"), 12, null))));
  }

  private static DeadLetterView letter(String id, String code) {
    return new DeadLetterView(
        id, LEDGER, "job-9", 0, "job.queued/1", 7, "job-9", code, "It failed.", 3, NOON, NOON);
  }

  static Rejected unknown(ErrorCode code) {
    return new Rejected(code, "there is no such thing", "list what there is");
  }

  static JobView job(JobId id) {
    return new JobView(
        id,
        "web",
        JobStatus.CREATED,
        new MigrationRequest(
            new MigrationRequest.Source(VCENTER, "web"),
            new MigrationRequest.Target(CLUSTER, "pve", "local"),
            "",
            Map.of(),
            Road.AUTO,
            Reading.AUTO,
            BootCheck.NONE),
        Limits.DEFAULT,
        MACHINE,
        "full-copy",
        "hash-1",
        Grade.PROVEN,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        List.of(),
        Boot.NOT_CHECKED,
        List.of(),
        List.of(),
        null,
        1,
        NOON,
        null,
        null,
        NOON);
  }

  /** A job as lists show it. */
  static JobSummary summary(JobId id) {
    var job = job(id);
    return new JobSummary(
        id,
        job.name(),
        job.status(),
        false,
        job.request(),
        job.limits(),
        MACHINE.name(),
        0,
        job.strategy(),
        job.reachable(),
        Grade.NONE,
        0,
        0,
        "",
        "",
        "",
        null,
        null,
        1,
        NOON,
        null,
        null,
        NOON);
  }

  private static Claims claims(ClaimView one, ClaimView other, ClaimFilter filter) {
    var found =
        Stream.of(one, other)
            .filter(c -> filter.ids().isEmpty() || filter.ids().contains(c.id()))
            .toList();
    return new Claims(found, found.stream().map(c -> "after-" + c.id()).toList(), null);
  }

  private static ClaimView claim(String id, JobStatus status, boolean stale) {
    return new ClaimView(new ClaimId(id), JOB, "web", status, stale, NOON);
  }

  static Progress progress(JobId job, long done) {
    return new Progress(job, 1, "copy", "2000", 100, done, done, 0, done, 10, NOON);
  }

  static FeedEntry entry(long position, String type, String job) {
    return entry(position, type, job, "{\"n\":" + position + "}");
  }

  static FeedEntry entry(long position, String type, String job, String payload) {
    return new FeedEntry(position, type, "t-" + job, job, NOON, payload, Map.of("actor", "ada"));
  }

  private static Machine machine(String handle) {
    if (handle.equals("web") || handle.equals("vm-42")) {
      return MACHINE;
    }
    throw unknown(ErrorCode.UNKNOWN_MACHINE);
  }

  private static ConnectionView connection(ConnectionId id, String name) {
    return new ConnectionView(
        id,
        name,
        ConnectionStatus.READY,
        new Endpoint(PlatformKind.VSPHERE, "https://vc.example", "ann", "ca", Map.of()),
        "",
        "vCenter",
        "8.0",
        Set.of(),
        0,
        null,
        NOON,
        NOON);
  }
}
