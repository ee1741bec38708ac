package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads a file in order, the next parts being fetched meanwhile; for one thread at a time. */
final class ReadAhead implements Closeable {
  private static final int PART = 1 << 20;

  private final BlockReader file;
  private final Arena arena = Arena.ofShared();
  private final ExecutorService threads;
  private final Deque<Future<ByteBuffer>> ahead = new ArrayDeque<>();
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private long next;

  /** Takes the file over: it is closed with this. */
  ReadAhead(BlockReader file) {
    this.file = file;
    int parts = Math.clamp(file.connections() + 1, 2, CopyWorkers.MOST_JOBS);
    threads = Executors.newFixedThreadPool(parts, Thread.ofPlatform().name("ahead-", 1).factory());
    for (int i = 0; i < parts; i++) {
      free.add(LeafBuffer.allocate(arena, PART));
    }
  }

  /** The next part, valid until the next call; empty at the end. */
  ByteBuffer next() throws IOException {
    if (current.capacity() > 0) {
      free.add(current);
    }
    while (!free.isEmpty() && next < file.capacity()) {
      fetch(free.poll());
    }
    current = ahead.isEmpty() ? ByteBuffer.allocate(0) : joined(ahead.poll());
    return current;
  }

  private void fetch(ByteBuffer part) {
    long from = next;
    part.clear().limit((int) Math.min(PART, file.capacity() - from));
    next += part.limit();
    ahead.add(
        threads.submit(
            () -> {
              file.read(from, part);
              return part.flip();
            }));
  }

  private static ByteBuffer joined(Future<ByteBuffer> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while reading");
    } catch (ExecutionException e) {
      throw ChannelIo.rethrown(e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    threads.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
    file.close();
  }
}
