package io.vmto.query;

import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Evidence.Kind;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.view.JobView.DiskView;
import io.vmto.contract.view.JobView.StepView;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is known about a job's disks. */
final class EvidenceFold {
  private static final EnumSet<Kind> OF_IMPORT =
      EnumSet.of(Kind.UPLOAD_CHECKSUM, Kind.IMPORT, Kind.TARGET_REREAD);
  private static final EnumSet<Kind> OF_VERIFY =
      EnumSet.of(Kind.SOURCE_REREAD, Kind.ARTIFACT_REREAD, Kind.TARGET_REREAD);

  private EvidenceFold() {}

  static void recorded(JobDraft job, Evidence evidence) {
    job.disks.replaceAll(
        d ->
            d.key().equals(evidence.disk())
                ? disk(d, Stream.concat(d.evidence().stream(), Stream.of(evidence)).toList())
                : d);
  }

  /** What was undone proves nothing any more: a new copy must earn its grade itself. */
  static void undone(JobDraft job, int fromStep) {
    for (var step : job.steps) {
      if (step.index() >= fromStep) {
        undone(job, step);
      }
    }
  }

  private static void undone(JobDraft job, StepView step) {
    switch (step.kind()) {
      case "CopyDisk" -> drop(job, e -> e.disk().equals(step.disk()));
      case "ImportVm" -> drop(job, e -> OF_IMPORT.contains(e.kind()));
      case "Verify" -> drop(job, e -> OF_VERIFY.contains(e.kind()));
      case "StartVm" -> job.boot = Boot.NOT_CHECKED;
      default -> {}
    }
  }

  private static void drop(JobDraft job, Predicate<Evidence> which) {
    job.disks.replaceAll(d -> disk(d, d.evidence().stream().filter(which.negate()).toList()));
  }

  private static DiskView disk(DiskView d, List<Evidence> evidence) {
    return new DiskView(d.key(), d.bytes(), evidence, Grade.of(evidence));
  }
}
