package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Damages one target again and again; every reading must end right or refuse, in time. */
final class HostileRun implements AutoCloseable {
  private static final long SECONDS = 5;

  private final HostileTarget target;
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private int refused;
  private int read;

  HostileRun(HostileTarget target) {
    this.target = target;
  }

  /** Reads the sound file, then {@code count} damaged ones. */
  HostileRun run(int count) throws IOException, InterruptedException {
    Files.write(target.file(), target.sound());
    String sound = judge();
    if (!sound.equals("read")) {
      throw new AssertionError(target.name() + " undamaged: " + sound);
    }
    for (int seed = 0; seed < count; seed++) {
      Mutation mutation = Mutation.draw(target, new Random(target.name().hashCode() * 31L + seed));
      apply(mutation);
      switch (judge()) {
        case "read" -> read++;
        case "refused" -> refused++;
        case String verdict ->
            throw new AssertionError(
                "%s, seed %d, %s: %s".formatted(target.name(), seed, mutation.what(), verdict));
      }
      restore(mutation);
    }
    return this;
  }

  int refused() {
    return refused;
  }

  int read() {
    return read;
  }

  private void apply(Mutation mutation) throws IOException {
    try (FileChannel channel = FileChannel.open(target.file(), StandardOpenOption.WRITE)) {
      ChannelIo.writeFully(channel, mutation.bytes().duplicate(), mutation.at());
      if (mutation.cut() >= 0) {
        channel.truncate(mutation.cut());
      }
    }
  }

  /** Large files are mended where they were changed, others written anew. */
  private void restore(Mutation mutation) throws IOException {
    if (Files.size(target.file()) != target.sound().length || target.sound().length < 1 << 20) {
      Files.write(target.file(), target.sound());
      return;
    }
    try (FileChannel channel = FileChannel.open(target.file(), StandardOpenOption.WRITE)) {
      int length = mutation.bytes().capacity();
      ByteBuffer old = ByteBuffer.wrap(target.sound(), mutation.at(), length);
      ChannelIo.writeFully(channel, old, mutation.at());
    }
  }

  private String judge() throws InterruptedException {
    var reading =
        reader.submit(
            () -> {
              target.reading().read(target.file());
              return "read";
            });
    try {
      return reading.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "took more than " + SECONDS + " s";
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DiskFormatException refusal) {
        boolean placed =
            refusal.offset() >= 0 && refusal.getMessage().endsWith("byte " + refusal.offset());
        return placed ? "refused" : "names no byte: " + refusal.getMessage();
      }
      StackTraceElement[] trace = e.getCause().getStackTrace();
      return e.getCause() + (trace.length > 0 ? " in " + trace[0] : "");
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
