package io.vmto.disk.nbd;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request while it comes in. The receiver's thread fills it; whoever sent the
 * request waits for its end, and only then looks inside.
 */
abstract sealed class Reply permits Done, ReadReply, StatusReply {
  /** A server that cuts an answer into more pieces than this does it to hurt. */
  private static final int MOST_CHUNKS = 1 << 16;

  /** A server's error, in the protocol's numbers, with its words. */
  record Refused(int code, String words) {}

  private final CountDownLatch end = new CountDownLatch(1);
  private @Nullable Refused refused;
  private @Nullable IOException lost;
  private int chunks;

  /** Takes a simple reply's payload. */
  abstract void simple(Wire wire, boolean structured) throws IOException;

  /** Takes a chunk's payload, all of {@code length}. */
  abstract void chunk(int type, int length, Wire wire) throws IOException;

  /** Checks that nothing is missing from an answer without an error. */
  abstract void complete() throws IOException;

  final void count() throws IOException {
    if (++chunks > MOST_CHUNKS) {
      throw Nbd.breach("an answer in more than " + MOST_CHUNKS + " chunks");
    }
  }

  /** The first error is the one that is told. */
  final void refuse(int code, String words) {
    if (refused == null) {
      refused = new Refused(code, words);
    }
  }

  final void end() throws IOException {
    if (refused == null) {
      complete();
    }
    end.countDown();
  }

  /** The connection ended before the answer did. */
  final void lose(IOException why) {
    lost = why;
    end.countDown();
  }

  final CountDownLatch awaited() {
    return end;
  }

  final @Nullable Refused refused() {
    return refused;
  }

  final @Nullable IOException lost() {
    return lost;
  }
}
