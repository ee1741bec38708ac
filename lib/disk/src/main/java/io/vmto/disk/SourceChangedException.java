package io.vmto.disk;

import java.io.IOException;

/** A source that was read again and no longer holds what an earlier attempt copied from it. */
public final class SourceChangedException extends IOException {
  private final transient Manifest.Range range;

  SourceChangedException(Manifest.Range range) {
    super(
        "The source changed since it was copied: "
            + range.length()
            + " bytes at "
            + range.offset()
            + " differ");
    this.range = range;
  }

  /** Where the content differs. */
  public Manifest.Range range() {
    return range;
  }
}
