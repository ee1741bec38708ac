package io.vmto.disk;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Counts and hashes the raw bytes of a wire up to its end, to be compared with the manifest that
 * the sending host keeps of them. For one thread at a time.
 */
public final class DigestingInputStream extends FilterInputStream {
  private final List<MessageDigest> digests = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final List<String> algorithms;
  private long count;
  private boolean ended;

  /** Algorithms are JCA names, such as {@code SHA-1} and {@code SHA-256}. */
  public DigestingInputStream(InputStream wire, String... algorithms) {
    super(wire);
    this.algorithms = List.of(algorithms);
    for (String algorithm : algorithms) {
      digests.add(Leaf.digest(algorithm));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int got = in.read(target, offset, length);
    if (got > 0) {
      count += got;
      digests.forEach(digest -> digest.update(target, offset, got));
    } else if (got < 0 && !ended) {
      ended = true;
      digests.forEach(digest -> results.add(HexFormat.of().formatHex(digest.digest())));
    }
    return got;
  }

  @Override
  public long skip(long n) throws IOException {
    long left = n;
    byte[] buffer = new byte[Math.clamp(n, 0, 1 << 16)];
    while (left > 0) {
      int got = read(buffer, 0, (int) Math.min(buffer.length, left));
      if (got < 0) {
        break;
      }
      left -= got;
    }
    return n - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Bytes taken from the wire so far. */
  public long count() {
    return count;
  }

  /** The digest in lower-case hex, over all bytes; only once the end of the wire was read. */
  public String hex(String algorithm) {
    if (!ended) {
      throw new IllegalStateException("The wire was not read to its end");
    }
    int index = algorithms.indexOf(algorithm);
    if (index < 0) {
      throw new IllegalArgumentException("Not computed: " + algorithm);
    }
    return results.get(index);
  }
}
