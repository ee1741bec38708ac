package io.vmto.query;

import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Evidence.Kind;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.view.JobView.DiskView;
import io.vmto.contract.view.JobView.StepView;
import java.util.EnumSet;
import java.util.List;
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
        d -> {
          if (!d.key().equals(evidence.disk())) {
            return d;
          }
          var all = Stream.concat(d.evidence().stream(), Stream.of(evidence)).toList();
          return new DiskView(d.key(), d.bytes(), all, Grade.of(all));
        });
  }

  /** What was undone proves nothing any more, though it can still be read why it was undone. */
  static void voided(JobDraft job, int fromStep) {
    job.disks.replaceAll(
        d -> new DiskView(d.key(), d.bytes(), d.evidence(), Grade.of(left(job, d, fromStep))));
  }

  /** The steps are run again: what they do next must earn its grade by itself. */
  static void forgotten(JobDraft job, int fromStep) {
    job.disks.replaceAll(
        d -> {
          var left = left(job, d, fromStep);
          return new DiskView(d.key(), d.bytes(), left, Grade.of(left));
        });
    if (job.steps.stream().anyMatch(s -> s.index() >= fromStep && s.kind().equals("StartVm"))) {
      job.boot = Boot.NOT_CHECKED;
    }
  }

  private static List<Evidence> left(JobDraft job, DiskView disk, int fromStep) {
    return disk.evidence().stream()
        .filter(e -> job.steps.stream().noneMatch(s -> s.index() >= fromStep && gaveOrNeeds(s, e)))
        .toList();
  }

  private static boolean gaveOrNeeds(StepView step, Evidence evidence) {
    return switch (step.kind()) {
      case "CopyDisk" -> evidence.disk().equals(step.disk());
      case "ImportVm" -> OF_IMPORT.contains(evidence.kind());
      case "Verify" -> OF_VERIFY.contains(evidence.kind());
      default -> false;
    };
  }
}
