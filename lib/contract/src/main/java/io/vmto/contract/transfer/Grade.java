package io.vmto.contract.transfer;

import java.util.List;
import java.util.Optional;

/** How well a disk's copy is proven, worst first. */
public enum Grade {
  /** Nothing is known yet. */
  NONE,
  /** The stream agrees with what the host says it sent, or with a second reading of the source. */
  COPIED,
  /** And the node checked the upload and the import ended plainly OK. */
  DELIVERED,
  /** Source and target were each re-read over another connection and their roots are equal. */
  PROVEN;

  /** The grade that a disk's evidence supports, and no better. */
  public static Grade of(List<Evidence> evidence) {
    var stream = last(evidence, Evidence.Kind.STREAM_ROOT);
    var source = agrees(stream, last(evidence, Evidence.Kind.SOURCE_REREAD));
    var target = agrees(stream, last(evidence, Evidence.Kind.TARGET_REREAD));
    var wire = last(evidence, Evidence.Kind.WIRE_DIGEST).isPresent();
    if (stream.isEmpty() || !(wire || source)) {
      return NONE;
    }
    if (source && target) {
      return PROVEN;
    }
    return last(evidence, Evidence.Kind.UPLOAD_CHECKSUM).isPresent()
            && last(evidence, Evidence.Kind.IMPORT).isPresent()
        ? DELIVERED
        : COPIED;
  }

  private static boolean agrees(Optional<Evidence> stream, Optional<Evidence> reread) {
    return stream.isPresent()
        && reread.isPresent()
        && stream.get().value().equals(reread.get().value());
  }

  private static Optional<Evidence> last(List<Evidence> evidence, Evidence.Kind kind) {
    return evidence.stream().filter(e -> e.kind() == kind).reduce((a, b) -> b);
  }
}
