package io.vmto.disk.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vmto.disk.foreign.ConversionException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** One run of a program that prints its progress as qemu-img does: {@code (12.34/100%)}. */
final class Conversion {
  private static final int MOST_SAID = 4096;
  private static final int MOST_FIGURE = 64;
  private static final long PULSE_MILLIS = 100;
  private static final long TO_DIE_SECONDS = 10;

  private final Path folder;
  private final Path watched;
  private final DoubleConsumer progress;
  private final StringBuilder said = new StringBuilder();
  private volatile double fraction;

  /** {@code watched} is the file that grows while the figure stands still. */
  Conversion(Path folder, Path watched, DoubleConsumer progress) {
    this.folder = folder;
    this.watched = watched;
    this.progress = progress;
  }

  /**
   * Runs to the end, in the folder, with no environment, reading {@code input}.
   *
   * @return false when it was stopped
   */
  boolean run(List<String> command, Path input, Limits limits, BooleanSupplier stop)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectInput(input.toFile());
    builder.environment().clear();
    Process process = builder.start();
    Thread out = Thread.ofVirtual().start(() -> drain(process.getInputStream(), this::figures));
    Thread err = Thread.ofVirtual().start(() -> drain(process.getErrorStream(), this::say));
    try {
      if (!watch(process, limits, stop)) {
        return false;
      }
      out.join(Duration.ofSeconds(TO_DIE_SECONDS));
      err.join(Duration.ofSeconds(TO_DIE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while qemu-img was running");
    } finally {
      end(process);
    }
    if (process.exitValue() != 0) {
      throw new ConversionException(
          Reason.FAILED, "qemu-img ended with code " + process.exitValue() + ": " + said());
    }
    return true;
  }

  /** Waits for the end; false when told to stop. */
  private boolean watch(Process process, Limits limits, BooleanSupplier stop)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long moved = start;
    double last = -1;
    long written = 0;
    while (!process.waitFor(PULSE_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stop.getAsBoolean()) {
        return false;
      }
      long now = System.nanoTime();
      double done = fraction;
      long change = lastChange();
      if (done != last || change != written) {
        progress.accept(done);
        last = done;
        written = change;
        moved = now;
      }
      if (now - moved > limits.stall().toNanos()) {
        throw new ConversionException(
            Reason.STALLED, "qemu-img made no progress for " + limits.stall() + ": " + said());
      }
      if (now - start > limits.total().toNanos()) {
        throw new ConversionException(
            Reason.TOO_LONG, "qemu-img was not done after " + limits.total());
      }
    }
    return true;
  }

  private long lastChange() throws IOException {
    return Files.exists(watched, LinkOption.NOFOLLOW_LINKS)
        ? Files.getLastModifiedTime(watched, LinkOption.NOFOLLOW_LINKS).toMillis()
        : 0;
  }

  private static void end(Process process) throws IOException {
    process.destroyForcibly();
    try {
      if (!process.waitFor(TO_DIE_SECONDS, TimeUnit.SECONDS)) {
        throw new ConversionException(Reason.FAILED, "qemu-img could not be ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Listener {
    void hear(char character);
  }

  private static void drain(InputStream stream, Listener listener) {
    byte[] buffer = new byte[4096];
    try (stream) {
      for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
        for (char character : new String(buffer, 0, got, US_ASCII).toCharArray()) {
          listener.hear(character);
        }
      }
    } catch (IOException closed) {
      // The process is gone, and its exit code says how.
    }
  }

  private final StringBuilder figure = new StringBuilder();

  private void figures(char character) {
    if (character == '(') {
      figure.setLength(0);
    } else if (character == '/') {
      try {
        fraction = Math.clamp(Double.parseDouble(figure.toString()) / 100, 0.0, 1.0);
      } catch (NumberFormatException noFigure) {
        figure.setLength(0);
      }
    } else if (figure.length() < MOST_FIGURE) {
      figure.append(character);
    }
  }

  private void say(char character) {
    synchronized (said) {
      if (said.length() < MOST_SAID) {
        // What an image makes a program say goes to logs and screens.
        said.append(character >= ' ' && character < 127 ? character : ' ');
      }
    }
  }

  private String said() {
    synchronized (said) {
      return said.toString().strip();
    }
  }

  /**
   * What a conversion may take.
   *
   * @param stall the longest time without progress
   * @param total the longest time at all
   * @param memory bytes of address space
   */
  record Limits(Duration stall, Duration total, long memory) {
    static final Limits USUAL = new Limits(Duration.ofMinutes(2), Duration.ofHours(24), 2L << 30);
  }
}
