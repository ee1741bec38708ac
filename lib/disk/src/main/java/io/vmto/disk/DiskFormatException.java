package io.vmto.disk;

import java.io.IOException;

/** A disk image that is not what it claims to be; the message carries the byte offset. */
public final class DiskFormatException extends IOException {
  private final long offset;
  private final boolean truncated;

  private DiskFormatException(String message, long offset, boolean truncated) {
    super(message + " at byte " + offset);
    this.offset = offset;
    this.truncated = truncated;
  }

  public static DiskFormatException corrupt(String message, long offset) {
    return new DiskFormatException(message, offset, false);
  }

  public static DiskFormatException truncated(String message, long offset) {
    return new DiskFormatException(message, offset, true);
  }

  public long offset() {
    return offset;
  }

  /** Whether the image ended before it was complete, as opposed to carrying wrong content. */
  public boolean truncated() {
    return truncated;
  }
}
