package io.vmto.sandbox.vcenter;

import io.vmto.disk.BlockReader;
import io.vmto.disk.RawReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk as its machine sees it: the base and the links over it. Writes go into the last link. Not
 * safe for several threads; the world's lock keeps writers and merges apart.
 */
final class DiskChain implements BlockReader {
  private static final int GRAIN = DeltaLink.GRAIN;

  private final long capacity;
  private final FileChannel base;
  private final List<DeltaLink> deltas = new ArrayList<>();

  private final Path flat;
  private @Nullable RawReader holes;

  private DiskChain(long capacity, Path flat, FileChannel base) {
    this.capacity = capacity;
    this.flat = flat;
    this.base = base;
  }

  static DiskChain open(Datastore datastore, Vm.Disk disk) throws IOException {
    return open(datastore, disk, disk.deltas());
  }

  /** With some of its links only. */
  static DiskChain open(Datastore datastore, Vm.Disk disk, List<String> links) throws IOException {
    var flat = datastore.file(disk.flat());
    var chain =
        new DiskChain(
            disk.capacity(),
            flat,
            FileChannel.open(flat, StandardOpenOption.READ, StandardOpenOption.WRITE));
    try {
      for (var link : links) {
        chain.deltas.add(DeltaLink.open(datastore.file(Vm.Disk.extent(link))));
      }
      return chain;
    } catch (IOException | RuntimeException e) {
      chain.close();
      throw e;
    }
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int within = (int) (at % GRAIN);
      var part = target.slice(target.position(), Math.min(GRAIN - within, target.remaining()));
      fill(holder(at / GRAIN), at, part);
      target.position(target.position() + part.capacity());
      at += part.capacity();
    }
  }

  /** Holes of the base over which no link holds anything: a large sparse disk is soon seen. */
  @Override
  public boolean knownZero(long offset, long length) throws IOException {
    for (var delta : deltas) {
      if (delta.holds(offset, length)) {
        return false;
      }
    }
    if (holes == null) {
      holes = RawReader.open(flat);
    }
    return holes.knownZero(offset, length);
  }

  private FileChannel holder(long grain) {
    for (var delta : deltas.reversed()) {
      if (delta.has(grain)) {
        return delta.data();
      }
    }
    return base;
  }

  private static void fill(FileChannel file, long at, ByteBuffer part) throws IOException {
    while (part.hasRemaining()) {
      if (file.read(part, at + part.position()) < 0) {
        throw new EOFException("a link is shorter than its disk");
      }
    }
  }

  /** Writes what a guest writes. */
  void write(long offset, byte[] bytes) throws IOException {
    if (offset < 0 || offset + bytes.length > capacity) {
      throw new IllegalArgumentException("write outside of the disk");
    }
    if (deltas.isEmpty()) {
      var content = ByteBuffer.wrap(bytes);
      while (content.hasRemaining()) {
        base.write(content, offset + content.position());
      }
      return;
    }
    for (int done = 0; done < bytes.length; ) {
      long at = offset + done;
      int within = (int) (at % GRAIN);
      int length = Math.min(GRAIN - within, bytes.length - done);
      var grain = grain(at / GRAIN);
      grain.put(within, bytes, done, length);
      deltas.getLast().write(at / GRAIN, grain);
      done += length;
    }
  }

  private ByteBuffer grain(long grain) throws IOException {
    var content = ByteBuffer.allocate((int) Math.min(GRAIN, capacity - grain * GRAIN));
    fill(holder(grain), grain * GRAIN, content);
    return content.flip();
  }

  /** Writes the last link into the one below it. */
  void merge() throws IOException {
    var upper = deltas.removeLast();
    try (upper) {
      for (long grain = 0; grain < upper.grains(); grain++) {
        if (upper.has(grain)) {
          var content = ByteBuffer.allocate((int) Math.min(GRAIN, capacity - grain * GRAIN));
          fill(upper.data(), grain * GRAIN, content);
          write(grain * GRAIN, content.array());
        }
      }
    }
  }

  /** Whether the last link holds something of the range. */
  boolean lastHolds(long offset, int length) {
    return deltas.getLast().holds(offset, length);
  }

  @Override
  public void close() throws IOException {
    for (var delta : deltas) {
      delta.close();
    }
    if (holes != null) {
      holes.close();
    }
    base.close();
  }
}
