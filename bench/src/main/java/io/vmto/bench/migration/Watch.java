package io.vmto.bench.migration;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Looks ten times a second at what came over the wire of each disk and at what the leaf journals of
 * a job say is durable. Both are seen from outside, whether the server lives or not.
 */
final class Watch implements AutoCloseable {
  private static final int HEADER = 28;
  private static final int HASH_AND_CHECKSUM = 36;
  private static final int FORGOTTEN = 1 << 31;
  private static final long PAUSE = 100;

  private final Lab lab;
  private final Path artifacts;
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * What was seen at one time.
   *
   * @param served bytes by the path of the file in the datastore
   * @param durable leaves by the path of the journal below the job's artifacts
   */
  record Sample(Instant at, Map<String, Long> served, Map<String, Integer> durable) {}

  Watch(Lab lab, Path artifacts) {
    this.lab = lab;
    this.artifacts = artifacts;
    Thread.ofVirtual().name("watch").start(this::watch);
  }

  private void watch() {
    while (!closed) {
      try {
        samples.add(look());
        Thread.sleep(PAUSE);
      } catch (IOException | UncheckedIOException e) {
        // a file went while it was read, or at the end the sandbox
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** As it is now. */
  Sample look() throws IOException {
    var served = new TreeMap<String, Long>();
    lab.act("served", Map.of())
        .properties()
        .forEach(e -> served.put(e.getKey(), e.getValue().asLong()));
    return new Sample(Instant.now(), served, durable());
  }

  /** The last look before a time; nothing was seen before the first. */
  Sample before(Instant time) {
    return samples.stream()
        .filter(sample -> !sample.at().isAfter(time))
        .reduce((one, later) -> later)
        .orElse(new Sample(time, Map.of(), Map.of()));
  }

  private Map<String, Integer> durable() throws IOException {
    var durable = new TreeMap<String, Integer>();
    if (!Files.isDirectory(artifacts)) {
      return durable;
    }
    try (var files = Files.walk(artifacts)) {
      for (var file : files.filter(f -> f.getFileName().toString().startsWith("leaves")).toList()) {
        durable.put(artifacts.relativize(file).toString(), leaves(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return durable;
  }

  private static int leaves(Path journal) throws IOException {
    var leaves = new HashSet<Integer>();
    try (var in = new DataInputStream(Files.newInputStream(journal))) {
      in.skipNBytes(HEADER);
      while (true) {
        int leaf = in.readInt();
        in.skipNBytes(HASH_AND_CHECKSUM);
        if (leaf < 0) {
          leaves.remove(leaf & ~FORGOTTEN);
        } else {
          leaves.add(leaf);
        }
      }
    } catch (EOFException e) {
      return leaves.size();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
