package io.vmto.standalone.disk;

/** How {@code vmto disk} ends; the numbers that the other commands use too mean the same here. */
final class Exit {
  static final int DONE = 0;

  /** The disk is damaged, or reading or writing it failed. */
  static final int FAILED = 1;

  static final int WRONG_REQUEST = 2;
  static final int DENIED = 3;
  static final int NOT_FOUND = 4;
  static final int CONFLICT = 5;

  /** Two disks that were compared are not equal; nothing else ends so. */
  static final int DIFFERENT = 6;

  static final int OUR_FAULT = 7;

  /** Stopped by Ctrl-C. */
  static final int INTERRUPTED = 130;

  private Exit() {}
}
