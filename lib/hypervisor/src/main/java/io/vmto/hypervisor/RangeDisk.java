package io.vmto.hypervisor;

import static io.vmto.contract.error.ErrorCode.DISK_UNREADABLE;
import static io.vmto.contract.error.ErrorCode.SOURCE_CHANGED;

import io.vmto.contract.error.Failure;
import io.vmto.disk.BlockReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Raw content behind an HTTP server that answers Range requests (RFC 9110 §14), as a disk. Any
 * number of threads may read; at most {@link #connections} requests are under way at a time, each
 * over a kept connection. Size, ETag and Last-Modified are those of the opening: a file that has
 * become another one is SOURCE_CHANGED. What may pass (a cut connection, a silence, a busy server)
 * is asked for again a few times, from the byte reached; all refusals are {@link
 * PlatformException}s.
 */
public final class RangeDisk implements BlockReader {
  /** Enough to hide the way there and back; more mostly annoys the host. */
  public static final int USUAL_CONNECTIONS = 4;

  private static final int PART = 4 << 20;
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private final RangeSource file;
  private final long capacity;
  private final Version version;
  private final int connections;
  private final Semaphore free;

  private RangeDisk(RangeSource file, long capacity, Version version, int connections) {
    this.file = file;
    this.capacity = capacity;
    this.version = version;
    this.connections = connections;
    this.free = new Semaphore(connections, true);
  }

  /** What tells one state of a file from another (RFC 9110 §8.8), as far as the server says it. */
  private record Version(Optional<String> etag, Optional<String> modified) {
    static Version of(HttpsResponse response) {
      return new Version(response.header("ETag"), response.header("Last-Modified"));
    }

    /** Only what was said at the opening counts. */
    boolean still(Version now) {
      return (etag.isEmpty() || etag.equals(now.etag))
          && (modified.isEmpty() || modified.equals(now.modified));
    }

    @Override
    public String toString() {
      return etag.orElse("-") + " " + modified.orElse("-");
    }
  }

  /** Opens whatever the server has; one byte is read, so that what cannot be read is known. */
  public static RangeDisk open(RangeSource file, int connections) {
    if (connections < 1) {
      throw new IllegalArgumentException("a disk needs at least one connection");
    }
    try (var response = file.get(headers(0, 1))) {
      var presented = contentRange(file, response);
      var range = CONTENT_RANGE.matcher(presented);
      if (!range.matches() || !presented.startsWith("bytes 0-0/")) {
        throw unlike(file, "bytes 0-0/SIZE", presented);
      }
      response.fill(ByteBuffer.allocate(1));
      var size = Long.parseLong(range.group(3));
      return new RangeDisk(file, size, Version.of(response), connections);
    } catch (IOException e) {
      throw Tls.failure(file.address(), e);
    }
  }

  /** Opens a file that must be of exactly the given size. */
  public static RangeDisk open(RangeSource file, long capacity, int connections) {
    var disk = open(file, connections);
    if (disk.capacity != capacity) {
      throw unlike(file, capacity + " bytes", disk.capacity + " bytes");
    }
    return disk;
  }

  /**
   * Opens an address.
   *
   * @param url https, or http where it leads to this machine; without a user
   * @param cleartext whether http may lead to other machines too
   */
  public static RangeDisk open(URI url, Trust trust, int connections, boolean cleartext) {
    var file = UrlSource.of(url, trust, cleartext);
    try {
      return open(file, connections);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public int connections() {
    return connections;
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    acquire();
    try {
      for (long at = offset; target.hasRemaining(); ) {
        var part = target.slice(target.position(), Math.min(PART, target.remaining()));
        readPart(at, part);
        at += part.capacity();
        target.position(target.position() + part.capacity());
      }
    } finally {
      free.release();
    }
  }

  private void acquire() throws InterruptedIOException {
    try {
      free.acquire();
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private void readPart(long offset, ByteBuffer part) throws IOException {
    for (int attempt = 1; part.hasRemaining(); attempt++) {
      try {
        ask(offset + part.position(), part);
      } catch (PlatformException e) {
        if (!e.failure().transientFault() || attempt == ATTEMPTS) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  private void ask(long offset, ByteBuffer part) {
    var length = part.remaining();
    try (var response = file.get(headers(offset, length))) {
      var presented = contentRange(file, response);
      var expected = "bytes " + offset + "-" + (offset + length - 1) + "/" + capacity;
      if (!presented.equals(expected)) {
        throw unlike(file, expected, presented);
      }
      checkVersion(Version.of(response));
      response.fill(part);
    } catch (HttpsResponse.TooLarge _) {
      throw unlike(file, length + " bytes", "more");
    } catch (IOException e) {
      throw Tls.failure(file.address(), e);
    }
  }

  private static Map<String, String> headers(long offset, int length) {
    var range = "bytes=" + offset + "-" + (offset + length - 1);
    return Map.of("Range", range, "Accept-Encoding", "identity");
  }

  private static String contentRange(RangeSource file, HttpsResponse response) {
    if (response.status() != 206) {
      throw new PlatformException(
          file.refusal(response.status()).with("status", response.status()));
    }
    var coding = response.header("Content-Encoding").orElse("identity");
    if (!coding.equals("identity")) {
      throw unlike(file, "the content as it is", "Content-Encoding " + coding);
    }
    return String.join(", ", response.headers("Content-Range"));
  }

  private void checkVersion(Version now) {
    if (!version.still(now)) {
      throw new PlatformException(
          Failure.of(
                  SOURCE_CHANGED,
                  "The file of " + file.name() + " is not the one that was opened",
                  "Make sure that nobody writes to it, and start over.")
              .with("expected", version)
              .with("presented", now));
    }
  }

  private static PlatformException unlike(RangeSource file, String expected, String presented) {
    return new PlatformException(
        Failure.of(
                DISK_UNREADABLE,
                "What the server sends is not the raw content of " + file.name(),
                "The file may be sparse, resized or replaced; look at it on the server.")
            .with("expected", expected)
            .with("presented", presented));
  }

  /** Longer each time, and never in step with the other connections. */
  private static void pause(int attempt) throws InterruptedIOException {
    var millis = FIRST_PAUSE_MILLIS << (attempt - 1);
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis));
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while reading a disk");
  }

  @Override
  public void close() {
    file.close();
  }
}
