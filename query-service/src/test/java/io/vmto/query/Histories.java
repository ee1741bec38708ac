package io.vmto.query;

import static io.vmto.query.Examples.FAILURE;
import static io.vmto.query.Examples.PLAN;

import io.vmto.contract.Event;
import io.vmto.contract.claim.ClaimEvent.ClaimBroken;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimEvent.MachineReleased;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionEvent.ConnectionBroken;
import io.vmto.contract.connection.ConnectionEvent.ConnectionCreated;
import io.vmto.contract.connection.ConnectionEvent.ConnectionLimited;
import io.vmto.contract.connection.ConnectionEvent.ConnectionReachable;
import io.vmto.contract.connection.ConnectionEvent.ConnectionRemoved;
import io.vmto.contract.connection.ConnectionEvent.FingerprintConfirmed;
import io.vmto.contract.connection.ConnectionEvent.FingerprintPresented;
import io.vmto.contract.connection.ConnectionEvent.SecretChanged;
import io.vmto.contract.connection.ConnectionEvent.SshChanged;
import io.vmto.contract.connection.ConnectionEvent.ValidationRequested;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.SecretRef;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.job.JobEvent.JobCancelled;
import io.vmto.contract.job.JobEvent.JobCancelling;
import io.vmto.contract.job.JobEvent.JobDownloadBegun;
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobPaused;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobResuming;
import io.vmto.contract.job.JobEvent.JobRunning;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.license.License;
import io.vmto.contract.license.LicenseEvent.LicenseInstalled;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferEvent.BootObserved;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepResumed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepSkipped;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferLimitsChanged;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import io.vmto.contract.transfer.TransferId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Random histories as the aggregates could have written them; the same seed tells the same one. */
final class Histories {
  /** An event in the stream of its aggregate. */
  record Told(String aggregate, Event event) {}

  private final Random random;
  private long clock;

  private Histories(long seed) {
    random = new Random(seed);
  }

  /** The streams of some jobs, two connections and the licence, woven into one order. */
  static List<Told> tell(long seed, int jobs) {
    var teller = new Histories(seed);
    var streams = new ArrayList<Deque<Told>>();
    for (int i = 0; i < jobs; i++) {
      streams.add(new ArrayDeque<>(teller.job(new JobId("job-" + seed + "-" + i))));
    }
    streams.add(new ArrayDeque<>(teller.connection(new ConnectionId("c1-" + seed))));
    streams.add(new ArrayDeque<>(teller.connection(new ConnectionId("c2-" + seed))));
    streams.add(new ArrayDeque<>(teller.license()));
    return teller.weave(streams);
  }

  static Set<Class<?>> kinds(List<Told> history) {
    return history.stream().map(t -> t.event().getClass()).collect(Collectors.toSet());
  }

  private List<Told> weave(List<Deque<Told>> streams) {
    var all = new ArrayList<Told>();
    while (!streams.isEmpty()) {
      var stream = streams.get(random.nextInt(streams.size()));
      all.add(stream.removeFirst());
      streams.removeIf(Deque::isEmpty);
    }
    return all;
  }

  private Instant tick() {
    clock += 1 + random.nextInt(5_000);
    return Examples.T0.plusMillis(clock).plusNanos(random.nextInt(1_000_000));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private List<Told> connection(ConnectionId id) {
    var trust = chance(50) ? "" : Endpoint.TRUST_CA;
    var endpoint =
        new Endpoint(PlatformKind.PROXMOX, "https://pve:8006", "root@pam!t", trust, Map.of());
    var events = new ArrayList<Event>();
    events.add(new ConnectionCreated(id, "pve", endpoint, new SecretRef(id, 1), tick()));
    if (trust.isEmpty()) {
      events.add(new FingerprintPresented(id, "AB:CD", tick()));
      events.add(new FingerprintConfirmed(id, "AB:CD", tick()));
    }
    for (int i = 0; i < 3; i++) {
      events.add(new ValidationRequested(id, tick()));
      events.add(new ConnectionLimited(id, i * 1_000L, tick()));
      if (chance(30)) {
        var ssh = new Endpoint.Ssh("root", 22, "SHA256:" + i);
        events.add(new SshChanged(id, ssh, new SecretRef(id, 9), tick()));
      }
      events.add(
          chance(50)
              ? new ConnectionBroken(id, FAILURE, tick())
              : new ConnectionReachable(id, "pve", "9." + i, Set.of("UPLOAD", "IMPORT"), tick()));
      events.add(new SecretChanged(id, "user" + i, new SecretRef(id, 2 + i), tick()));
    }
    if (chance(30)) {
      events.add(new ConnectionRemoved(id, tick()));
    }
    return events.stream().map(e -> new Told(id.value(), e)).toList();
  }

  private List<Told> license() {
    var events = new ArrayList<Event>();
    events.add(new TrialStarted(License.trial(Examples.T0), tick()));
    for (int i = 0; i < 6; i++) {
      var job = new JobId("used-" + i);
      if (chance(20)) {
        events.add(new UseRefused(job, FAILURE, tick()));
      } else {
        events.add(new UseGranted(job, tick()));
        events.add(new UseReturned(job, chance(50), tick()));
      }
      if (chance(30)) {
        var terms = new License("L-" + random.nextInt(2), "h", "team", 4, 9, Examples.T0);
        events.add(new LicenseInstalled(terms, tick()));
      }
    }
    return events.stream().map(e -> new Told("license", e)).toList();
  }

  private List<Told> job(JobId job) {
    return new OneJob(job).tell();
  }

  /** One job from its creation to one of its ends, with what goes wrong on the way. */
  private final class OneJob {
    private final JobId job;
    private final TransferId transfer;
    private final ClaimId claim;
    private final List<Told> told = new ArrayList<>();
    private final Deque<Resource> ledger = new ArrayDeque<>();
    private final List<Leftover> leftovers = new ArrayList<>();
    private long token;

    OneJob(JobId job) {
      this.job = job;
      transfer = TransferId.of(job);
      claim = new ClaimId("claim-" + job.value());
    }

    List<Told> tell() {
      var created = Examples.created(job, chance(50) ? "" : "renamed", 0);
      ofJob(created);
      ofTransfer(new TransferPrepared(transfer, job, created.spec(), PLAN, tick()));
      if (chance(90)) {
        ofJob(new JobQueued(job, created.spec().request().source(), tick()));
        told.add(new Told(claim.value(), new MachineClaimed(claim, job, "vm-7", tick())));
        ofTransfer(new TransferBegan(transfer, job, tick()));
        ofJob(new JobRunning(job, tick()));
        var limits = new Limits(random.nextInt(1_000_000), 1 + random.nextInt(4));
        ofJob(new JobLimitsChanged(job, limits, tick()));
        ofTransfer(new TransferLimitsChanged(transfer, job, limits, tick()));
        run(0, 2);
        if (chance(80)) {
          var broken = new ClaimBroken(claim, job, "ended long ago", tick());
          told.add(
              new Told(
                  claim.value(), chance(20) ? broken : new MachineReleased(claim, job, tick())));
        }
      }
      return told;
    }

    private void run(int from, int retriesLeft) {
      for (int step = from; step < PLAN.steps().size(); step++) {
        ofTransfer(new WorkTaken(transfer, job, ++token, "w", tick()));
        if (step > 4 && chance(10)) {
          ofTransfer(new StepSkipped(transfer, job, step, tick()));
          continue;
        }
        ofTransfer(new StepStarted(transfer, job, step, 1, tick()));
        hiccups(step);
        if (chance(6)) {
          stop(step, retriesLeft);
          return;
        }
        work(step);
        var report = new StepReport(step * 10L, 5, 7, Map.of("n", "v"));
        ofTransfer(new StepSucceeded(transfer, job, step, report, tick()));
      }
      ledger.descendingIterator().forEachRemaining(r -> close(r, "handed over"));
      end(Outcome.SUCCEEDED);
    }

    private void hiccups(int step) {
      if (chance(20)) {
        ofTransfer(new StepRetrying(transfer, job, step, FAILURE, tick(), tick()));
        ofTransfer(new StepStarted(transfer, job, step, 2, tick()));
        ofTransfer(new StepResumed(transfer, job, step, 4096, tick()));
      }
      if (chance(15)) {
        ofJob(new JobPausing(job, tick()));
        ofTransfer(new TransferPausing(transfer, job, tick()));
        ofTransfer(new StepSuspended(transfer, job, step, tick()));
        ofTransfer(new TransferPaused(transfer, job, tick()));
        ofJob(new JobPaused(job, tick()));
        ofJob(new JobResuming(job, -1, tick()));
        ofTransfer(new TransferResumed(transfer, job, -1, tick()));
        ofJob(new JobRunning(job, tick()));
        ofTransfer(new StepStarted(transfer, job, step, 1, tick()));
      }
    }

    private void work(int step) {
      switch (step) {
        case 0 -> {
          open(Resource.Kind.TARGET_VM, "vm-100", step, "");
          if (chance(50)) {
            WarmStory.tell(job, transfer, step, random, Histories.this::tick).forEach(this::of);
          }
        }
        case 1 -> copy(step, "2000");
        case 2 -> copy(step, "2001");
        case 3 -> {
          proof("2000", Evidence.Kind.UPLOAD_CHECKSUM);
          proof("2000", Evidence.Kind.IMPORT);
        }
        case 4 -> {
          proof("2000", Evidence.Kind.SOURCE_REREAD);
          proof("2001", Evidence.Kind.ARTIFACT_REREAD);
          proof("2000", Evidence.Kind.TARGET_REREAD);
        }
        case 5 -> {
          var boot = new Boot(2, "hello \\\u0000\u0007 \\u0000 guest");
          ofTransfer(new BootObserved(transfer, job, boot, tick()));
        }
        default -> {}
      }
    }

    private void copy(int step, String disk) {
      open(Resource.Kind.ARTIFACT, "image-" + disk, step, disk);
      proof(disk, Evidence.Kind.STREAM_ROOT);
      proof(disk, Evidence.Kind.WIRE_DIGEST);
    }

    private void proof(String disk, Evidence.Kind kind) {
      var value = chance(80) ? "root" : "other";
      var evidence = new Evidence(disk, kind, value, "test", tick());
      ofTransfer(new EvidenceRecorded(transfer, job, evidence, tick()));
    }

    private void open(Resource.Kind kind, String name, int step, String disk) {
      var resource = Examples.resource(kind, name, step, disk);
      ofTransfer(new ResourceIntended(transfer, job, resource, tick()));
      ofTransfer(new ResourceOpened(transfer, job, name, "remote/" + name, tick()));
      ledger.add(resource);
    }

    private void close(Resource resource, String how) {
      if (chance(15)) {
        ofTransfer(new ResourceLeft(transfer, job, resource.name(), FAILURE, tick()));
        leftovers.add(new Leftover(resource, "remote/" + resource.name(), FAILURE));
      } else {
        ofTransfer(new ResourceClosed(transfer, job, resource.name(), how, tick()));
      }
    }

    private void stop(int step, int retriesLeft) {
      boolean cancel = chance(40);
      if (cancel) {
        ofJob(new JobCancelling(job, tick()));
        ofTransfer(new TransferCancelling(transfer, job, tick()));
      } else {
        ofTransfer(new StepFailed(transfer, job, step, FAILURE, tick()));
      }
      ofTransfer(new RollbackStarted(transfer, job, 0, tick()));
      ledger.descendingIterator().forEachRemaining(r -> close(r, "deleted"));
      ledger.clear();
      ofTransfer(new RollbackFinished(transfer, job, 0, tick()));
      end(cancel ? Outcome.CANCELLED : Outcome.FAILED);
      if (!cancel && retriesLeft > 0 && chance(70)) {
        leftovers.clear();
        ofJob(new JobQueued(job, Examples.created(job, "", 0).spec().request().source(), tick()));
        ofTransfer(new TransferBegan(transfer, job, tick()));
        ofJob(new JobRunning(job, tick()));
        run(0, retriesLeft - 1);
      }
    }

    private void of(Event event) {
      var aggregate = event instanceof JobEvent ? job.value() : transfer.value();
      told.add(new Told(aggregate, event));
    }

    private void end(Outcome outcome) {
      var why = outcome == Outcome.FAILED ? FAILURE : null;
      ofTransfer(new TransferEnded(transfer, job, outcome, why, leftovers, tick()));
      ofJob(
          switch (outcome) {
            case SUCCEEDED -> new JobSucceeded(job, tick());
            case FAILED -> new JobFailed(job, FAILURE, leftovers, tick());
            case CANCELLED -> new JobCancelled(job, leftovers, tick());
          });
      var image = job.value() + "/2000/disk.qcow2";
      ofJob(new JobDownloadBegun(job, image, 0, 4096, tick()));
      ofJob(new JobImageCheckAsked(job, image, tick()));
      if (outcome == Outcome.SUCCEEDED) {
        ofJob(new JobImageChecked(job, image, "root", "qcow2 file", null, tick()));
      }
    }

    private void ofJob(Event event) {
      told.add(new Told(job.value(), event));
    }

    private void ofTransfer(Event event) {
      told.add(new Told(transfer.value(), event));
    }
  }
}
