package io.vmto.contract.transfer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How well a disk's copy is proven, worst first. */
public enum Grade {
  /** Nothing is known yet. */
  NONE,
  /** Stream and wire agree. */
  COPIED,
  /** And the node checked the upload and the import ended plainly OK. */
  DELIVERED,
  /** Source and target were each re-read over another connection and their roots are equal. */
  PROVEN;

  /** The grade that a disk's evidence supports, and no better. */
  public static Grade of(List<Evidence> evidence) {
    var stream = last(evidence, Evidence.Kind.STREAM_ROOT);
    var wire = last(evidence, Evidence.Kind.WIRE_DIGEST);
    if (stream.isEmpty() || wire.isEmpty()) {
      return NONE;
    }
    var source = last(evidence, Evidence.Kind.SOURCE_REREAD);
    var target = last(evidence, Evidence.Kind.TARGET_REREAD);
    if (source.isPresent()
        && target.isPresent()
        && Objects.equals(source.get().value(), target.get().value())
        && Objects.equals(source.get().value(), stream.get().value())) {
      return PROVEN;
    }
    return last(evidence, Evidence.Kind.UPLOAD_CHECKSUM).isPresent()
            && last(evidence, Evidence.Kind.IMPORT).isPresent()
        ? DELIVERED
        : COPIED;
  }

  private static Optional<Evidence> last(List<Evidence> evidence, Evidence.Kind kind) {
    return evidence.stream().filter(e -> e.kind() == kind).reduce((a, b) -> b);
  }
}
