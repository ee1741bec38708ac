package io.vmto.s3;

import java.io.IOException;

/**
 * How an image is cut into the parts of an upload: the first holds the header, all others have one
 * size. S3 takes 10,000 parts, each but the last of 5 MiB at least, and 5 TiB in all (Amazon S3,
 * "Multipart upload limits").
 *
 * @param size bytes of every part but the first
 */
record PartPlan(int size) {
  static final int MOST_PARTS = 10_000;
  static final int FIRST = 5 << 20;
  private static final int LEAST = 16 << 20;
  private static final int STEP = 1 << 20;
  private static final long LARGEST = 5L << 40;

  PartPlan {
    if (size < FIRST || size % STEP != 0) {
      throw new IllegalArgumentException("a part of " + size + " bytes");
    }
  }

  /** For an image of at most so many bytes. */
  static PartPlan of(long largest) throws IOException {
    if (largest > LARGEST) {
      throw new IOException(
          "An image of up to " + largest + " bytes is more than an object of S3 may hold");
    }
    long share = Math.ceilDiv(Math.max(0, largest - FIRST), MOST_PARTS - 1L);
    return new PartPlan((int) Math.max(LEAST, Math.ceilDiv(share, STEP) * STEP));
  }

  /** The part that holds a byte behind the first part. */
  int number(long position) throws IOException {
    if (position < FIRST) {
      throw new IllegalArgumentException("byte " + position + " lies in the header's part");
    }
    long number = 2 + (position - FIRST) / size;
    if (number > MOST_PARTS) {
      throw new IOException(
          "Byte " + position + " lies behind " + MOST_PARTS + " parts of " + size + " bytes");
    }
    return (int) number;
  }

  /** Where a part begins, from the second on. */
  long start(int number) {
    return FIRST + (number - 2L) * size;
  }
}
