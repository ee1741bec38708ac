package io.vmto.bench.api;

import io.vmto.contract.Event;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimEvent.MachineReleased;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobEvent.JobCutoverApproved;
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobRunning;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferEvent.CutoverApproved;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.GuestShutdownRequested;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOff;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepWaiting;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import io.vmto.contract.transfer.TransferId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a warm migration tells from its creation to its end, in the order that its aggregates allow.
 * The longer it is to be, the more passes it makes, as a job does that is kept in step for days.
 */
public final class History {
  /** How a job ends. */
  public enum End {
    NOT_STARTED,
    SUCCEEDED,
    FAILED
  }

  /** An event in the stream of its aggregate. */
  public record Told(String kind, String aggregate, Event event) {}

  /** Events of one pass while the machine runs. */
  private static final int OF_A_PASS = 7;

  /** Events of a job that succeeds without a pass while it is kept in step. */
  private static final int OF_THE_REST = 45;

  private static final Failure FAILURE =
      Failure.of(
          ErrorCode.ROOT_MISMATCH,
          "Source and target differ.",
          "Look at the disk, then retry the job.");

  private final List<Told> told = new ArrayList<>();
  private final JobId job;
  private final TransferId transfer;
  private final MigrationSpec spec;
  private final ClaimId claim;
  private Instant clock;
  private int passes;

  private History(JobId job, MigrationSpec spec, Instant from) {
    this.job = job;
    this.transfer = TransferId.of(job);
    this.spec = spec;
    this.claim = ClaimId.of(spec.platform(), spec.machine().id());
    this.clock = from;
  }

  /**
   * The events of one job, oldest first.
   *
   * @param events about so many, where it was started
   */
  public static List<Told> tell(JobId job, int number, Instant from, int events, End end) {
    var history = new History(job, Machines.spec(number), from);
    history.created();
    if (end != End.NOT_STARTED) {
      history.started();
      history.copied(Math.max(1, (events - OF_THE_REST) / OF_A_PASS));
      history.cutOver();
      history.verified(end);
    }
    return history.told;
  }

  private void created() {
    var plan = Machines.plan(spec);
    job(new JobCreated(job, spec, plan, tick()));
    transfer(new TransferPrepared(transfer, job, spec, plan, tick()));
  }

  private void started() {
    job(new JobQueued(job, spec.request().source(), tick()));
    told.add(
        new Told(
            "VmClaim", claim.value(), new MachineClaimed(claim, job, spec.machine().id(), tick())));
    transfer(new TransferBegan(transfer, job, tick()));
    job(new JobRunning(job, tick()));
    transfer(new WorkTaken(transfer, job, 1, "bench", tick()));
  }

  private void copied(int rounds) {
    begin(Machines.RESERVE);
    open(Resource.Kind.TARGET_VM, "vm-" + job, Machines.RESERVE, "");
    succeed(Machines.RESERVE);
    begin(Machines.TRACK);
    open(Resource.Kind.CHANGE_TRACKING, "tracking-" + job, Machines.TRACK, "");
    succeed(Machines.TRACK);
    begin(Machines.FULL);
    for (var disk : spec.machine().disks()) {
      open(
          Resource.Kind.TARGET_VOLUME,
          "volume-" + job + "-" + disk.key(),
          Machines.FULL,
          disk.key());
    }
    pass(Machines.FULL);
    succeed(Machines.FULL);
    for (int round = 0; round < rounds; round++) {
      begin(Machines.SYNC);
      pass(Machines.SYNC);
      var next = clock.plus(Duration.ofMinutes(5));
      transfer(new StepWaiting(transfer, job, Machines.SYNC, next, tick()));
      clock = next;
    }
  }

  /** A snapshot, what changed until then, and the snapshot gone again. */
  private void pass(int step) {
    var snapshot = "vmto-" + job + "-" + (passes + 1);
    passStarted(step, snapshot);
    open(Resource.Kind.SNAPSHOT, snapshot, step, "");
    passCompleted();
    close(snapshot);
  }

  private void passStarted(int step, String snapshot) {
    passes++;
    var since = passes == 1 ? "" : "52 de ad be ef/" + passes;
    var disks =
        spec.machine().disks().stream()
            .map(disk -> new Pass.DiskPass(disk.key(), since, passes == 1 ? "the first" : ""))
            .toList();
    transfer(new PassStarted(transfer, job, step, new Pass(passes, snapshot, disks), tick()));
  }

  private void passCompleted() {
    var disks =
        spec.machine().disks().stream()
            .map(
                disk -> {
                  long changed = passes == 1 ? disk.capacity() : 64L << 20;
                  return new Pass.DiskResult(
                      disk.key(), "52 de ad be ef/" + (passes + 1), changed, changed, changed);
                })
            .toList();
    transfer(new PassCompleted(transfer, job, new Pass.Result(passes, disks, 20_000), tick()));
  }

  private void cutOver() {
    job(new JobCutoverApproved(job, tick()));
    transfer(new CutoverApproved(transfer, job, tick()));
    succeed(Machines.SYNC);
    begin(Machines.CUTOVER);
    open(Resource.Kind.SHUTDOWN, "shutdown-" + job, Machines.CUTOVER, "");
    transfer(new GuestShutdownRequested(transfer, job, tick()));
    transfer(new SourcePoweredOff(transfer, job, tick()));
    passStarted(Machines.CUTOVER, "");
    passCompleted();
    succeed(Machines.CUTOVER);
  }

  private void verified(End end) {
    begin(Machines.VERIFY);
    for (var disk : spec.machine().disks()) {
      proof(disk.key(), Evidence.Kind.STREAM_ROOT, "root");
      proof(disk.key(), Evidence.Kind.SOURCE_REREAD, "root");
      proof(disk.key(), Evidence.Kind.TARGET_REREAD, end == End.FAILED ? "other" : "root");
    }
    if (end == End.FAILED) {
      transfer(new StepFailed(transfer, job, Machines.VERIFY, FAILURE, tick()));
      transfer(new RollbackStarted(transfer, job, 0, tick()));
      closeAll("deleted");
      transfer(new RollbackFinished(transfer, job, 0, tick()));
      ended(Outcome.FAILED, FAILURE);
      job(new JobFailed(job, FAILURE, List.of(), tick()));
    } else {
      succeed(Machines.VERIFY);
      begin(Machines.IMPORT);
      succeed(Machines.IMPORT);
      begin(Machines.RELEASE);
      closeAll("handed over");
      succeed(Machines.RELEASE);
      ended(Outcome.SUCCEEDED, null);
      job(new JobSucceeded(job, tick()));
    }
  }

  private void ended(Outcome outcome, @Nullable Failure why) {
    transfer(new TransferEnded(transfer, job, outcome, why, List.of(), tick()));
    told.add(new Told("VmClaim", claim.value(), new MachineReleased(claim, job, tick())));
  }

  private void begin(int step) {
    transfer(new StepStarted(transfer, job, step, 1, tick()));
  }

  private void succeed(int step) {
    var report = new StepReport(64L << 20, 16L << 20, 48L << 20, Map.of("by", "bench"));
    transfer(new StepSucceeded(transfer, job, step, report, tick()));
  }

  private void proof(String disk, Evidence.Kind kind, String value) {
    var evidence = new Evidence(disk, kind, value, "bench", tick());
    transfer(new EvidenceRecorded(transfer, job, evidence, tick()));
  }

  private final List<String> open = new ArrayList<>();

  private void open(Resource.Kind kind, String name, int step, String disk) {
    var side = kind == Resource.Kind.SNAPSHOT ? Machines.SOURCE : Machines.TARGET;
    var resource = new Resource(kind, name, new ConnectionId(side), "pve", step, disk);
    transfer(new ResourceIntended(transfer, job, resource, tick()));
    transfer(new ResourceOpened(transfer, job, name, "remote/" + name, tick()));
    open.add(name);
  }

  private void close(String name) {
    transfer(new ResourceClosed(transfer, job, name, "deleted", tick()));
    open.remove(name);
  }

  private void closeAll(String how) {
    open.reversed().forEach(name -> transfer(new ResourceClosed(transfer, job, name, how, tick())));
    open.clear();
  }

  private void job(JobEvent event) {
    told.add(new Told("Job", job.value(), event));
  }

  private void transfer(Event event) {
    told.add(new Told("Transfer", transfer.value(), event));
  }

  private Instant tick() {
    clock = clock.plusMillis(137);
    return clock;
  }
}
