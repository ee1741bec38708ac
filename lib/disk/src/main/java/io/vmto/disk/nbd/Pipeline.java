package io.vmto.disk.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The requests that one caller has under way at a time. Closing waits for all of them, failed or
 * not, so that the caller's buffers are its own again.
 */
final class Pipeline implements Closeable {
  /** Enough for the server to have the next one at hand; more only wait in its memory. */
  private static final int DEPTH = 8;

  private final Queue<Call> calls = new ArrayDeque<>();

  void add(Call call) throws IOException {
    calls.add(call);
    if (calls.size() > DEPTH) {
      calls.remove().await();
    }
  }

  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    for (Call call : calls) {
      try {
        call.await();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
