package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.BootObserved;
import io.vmto.contract.transfer.TransferEvent.CutoverApproved;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.GuestShutdownRequested;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferEvent.PassVoided;
import io.vmto.contract.transfer.TransferEvent.PassWidened;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOff;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOn;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepResumed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepSkipped;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.StepWaiting;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferLimitsChanged;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ArtifactView.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What became of the disk images that a job keeps here, folded from its ledger and evidence. */
final class ArtifactFold {
  /** How the ledger says that an image outlives its job, before the time until when. */
  private static final String KEPT = "kept until ";

  private ArtifactFold() {}

  /** Only what can touch an image, so that most events of a transfer load nothing. */
  static @Nullable String key(Event event) {
    return switch (event) {
      case ResourceIntended e -> kept(e) ? e.job().value() : null;
      case ResourceOpened e -> e.job().value();
      case ResourceClosed e -> e.job().value();
      case EvidenceRecorded e -> e.job().value();
      case JobImageCheckAsked e -> e.job().value();
      case JobImageChecked e -> e.job().value();
      default -> null;
    };
  }

  static @Nullable Artifacts evolve(@Nullable Artifacts before, Event event) {
    return switch (event) {
      case TransferEvent e -> evolve(before, e);
      case JobImageCheckAsked e -> change(before, named(e.artifact()), a -> checked(a, asked(e)));
      case JobImageChecked e -> change(before, named(e.artifact()), a -> checked(a, done(a, e)));
      default -> before;
    };
  }

  private static Check asked(JobImageCheckAsked e) {
    return new Check(e.at(), null, "", "", false, null);
  }

  private static Check done(ArtifactView a, JobImageChecked e) {
    var askedAt = a.check() == null ? e.at() : a.check().askedAt();
    return new Check(askedAt, e.at(), e.root(), e.by(), e.root().equals(a.root()), e.failure());
  }

  private static @Nullable Artifacts evolve(@Nullable Artifacts before, TransferEvent event) {
    return switch (event) {
      case ResourceIntended e -> kept(e) ? intended(before, e) : before;
      case ResourceOpened e -> change(before, named(e.name()), a -> at(a, e.remoteId()));
      case ResourceClosed e -> change(before, named(e.name()), a -> closed(a, e));
      case EvidenceRecorded e -> proven(before, e.evidence());
      case TransferPrepared _,
          TransferBegan _,
          TransferPausing _,
          TransferPaused _,
          TransferResumed _,
          TransferCancelling _,
          TransferLimitsChanged _,
          WorkTaken _,
          StepStarted _,
          StepResumed _,
          StepSucceeded _,
          StepRetrying _,
          StepFailed _,
          StepSkipped _,
          StepSuspended _,
          StepWaiting _,
          PassStarted _,
          PassWidened _,
          PassVoided _,
          PassCompleted _,
          CutoverApproved _,
          GuestShutdownRequested _,
          SourcePoweredOff _,
          SourcePoweredOn _,
          ResourceLeft _,
          BootObserved _,
          RollbackStarted _,
          RollbackFinished _,
          TransferEnded _ ->
          before;
    };
  }

  private static boolean kept(ResourceIntended e) {
    return e.resource().kind() == Resource.Kind.ARTIFACT;
  }

  private static Artifacts intended(@Nullable Artifacts before, ResourceIntended e) {
    var list = new ArrayList<>(before == null ? Artifacts.NONE.artifacts() : before.artifacts());
    var r = e.resource();
    list.removeIf(named(r.name()));
    list.add(
        new ArtifactView(
            r.name(), e.job(), r.disk(), "", r.place(), false, e.at(), null, null, null));
    return new Artifacts(list);
  }

  private static ArtifactView at(ArtifactView a, String location) {
    return with(a, a.root(), location, a.image(), null, null, a.check());
  }

  /** An image that stays for a while lives on; every other way to close it ends it. */
  private static ArtifactView closed(ArtifactView a, ResourceClosed e) {
    var until = keptUntil(e.how());
    var gone = until == null ? e.at() : null;
    return with(a, a.root(), a.location(), a.image(), until, gone, a.check());
  }

  private static @Nullable Instant keptUntil(String how) {
    return how.startsWith(KEPT) ? Instant.parse(how.substring(KEPT.length())) : null;
  }

  private static @Nullable Artifacts proven(@Nullable Artifacts before, Evidence e) {
    return switch (e.kind()) {
      case STREAM_ROOT -> change(before, of(e.disk()), a -> rooted(a, e.value(), a.image()));
      case ARTIFACT_REREAD -> change(before, of(e.disk()), a -> rooted(a, e.value(), true));
      case WIRE_DIGEST, SOURCE_REREAD, UPLOAD_CHECKSUM, IMPORT, TARGET_REREAD -> before;
    };
  }

  private static ArtifactView rooted(ArtifactView a, String root, boolean image) {
    return with(a, root, a.location(), image, a.keptUntil(), a.deletedAt(), a.check());
  }

  private static ArtifactView checked(ArtifactView a, Check check) {
    return with(a, a.root(), a.location(), a.image(), a.keptUntil(), a.deletedAt(), check);
  }

  private static ArtifactView with(
      ArtifactView a,
      String root,
      String location,
      boolean image,
      @Nullable Instant keptUntil,
      @Nullable Instant deletedAt,
      @Nullable Check check) {
    return new ArtifactView(
        a.name(),
        a.job(),
        a.disk(),
        root,
        location,
        image,
        a.createdAt(),
        keptUntil,
        deletedAt,
        check);
  }

  private static Predicate<ArtifactView> of(String disk) {
    return a -> a.disk().equals(disk);
  }

  private static Predicate<ArtifactView> named(String name) {
    return a -> a.name().equals(name);
  }

  private static @Nullable Artifacts change(
      @Nullable Artifacts before, Predicate<ArtifactView> which, UnaryOperator<ArtifactView> how) {
    return before == null
        ? null
        : new Artifacts(
            before.artifacts().stream()
                .map(a -> a.deletedAt() == null && which.test(a) ? how.apply(a) : a)
                .toList());
  }
}
