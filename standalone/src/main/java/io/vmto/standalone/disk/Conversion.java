package io.vmto.standalone.disk;

import io.vmto.disk.BlockSink;
import io.vmto.disk.CopiedLeaves;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Counters;
import io.vmto.disk.ImageFormat;
import io.vmto.disk.Leaf;
import io.vmto.disk.Manifest;
import io.vmto.disk.RawReader;
import io.vmto.disk.Throttle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a disk into a file or device, from the start or from where an interrupted one was
 * durable: written, proven, named, in that order.
 */
final class Conversion {
  private static final int PASS = 1;

  private final Opened source;
  private final Target target;
  private final TargetFiles files;
  private final ImageFormat format;
  private final boolean compressed;
  private final Throttle throttle;
  private final boolean resumed;
  private @Nullable CopiedLeaves durable;
  private long redone;

  /** Needs the target to be claimed. */
  Conversion(
      Opened source,
      Target target,
      ImageFormat format,
      boolean compressed,
      Throttle throttle,
      boolean resumed) {
    this.source = source;
    this.target = target;
    this.files = target.files();
    this.format = format;
    this.compressed = compressed;
    this.throttle = throttle;
    this.resumed = resumed;
  }

  /** Bytes of the disk that an earlier attempt left durable in the target. */
  long durableBytes() throws IOException {
    durable = target.started() ? CopiedLeaves.in(null, files.journal()) : null;
    return durable == null ? 0 : durable.bytes();
  }

  /** Bytes that an earlier attempt had written and that had to be given up; known after a run. */
  long redone() {
    return redone;
  }

  /** Copies until it is done or asked to stop; then the target has its name or is resumable. */
  CopyPass.Outcome run(CopyPass.Observer observer, BooleanSupplier stop) throws IOException {
    if (Files.exists(files.proof())) {
      return published(Manifest.read(files.proof()), new Counters(0, 0, 0, 0, source.capacity()));
    }
    CopyPass.Outcome outcome;
    try (var stream = source.stream();
        var sink = sink()) {
      outcome =
          CopyPass.of(stream, sink, files.journal(), PASS)
              .limitedBy(throttle)
              .observedBy(observer)
              .stopWhen(stop)
              .run();
    }
    return switch (outcome) {
      case CopyPass.Stopped stopped -> stopped;
      case CopyPass.Completed done -> {
        done.manifest().write(files.proof());
        yield published(done.manifest(), done.counters());
      }
    };
  }

  private CopyPass.Outcome published(Manifest manifest, Counters counters) throws IOException {
    target.proven(files.proof());
    files.publish();
    return new CopyPass.Completed(manifest, counters);
  }

  private BlockSink sink() throws IOException {
    boolean resume = resumed && target.started();
    if (!resume || files.inPlace()) {
      return target.open(format, source.capacity(), compressed, resume);
    }
    if (format == ImageFormat.RAW) {
      redone = writtenInVain();
      return target.open(format, source.capacity(), compressed, true);
    }
    long before = Files.size(files.image());
    var sink = target.open(format, source.capacity(), compressed, true);
    redone = Math.max(0, before - Files.size(files.image()));
    return sink;
  }

  /** Content of our own sparse file in leaves that never became durable. */
  private long writtenInVain() throws IOException {
    long bytes = 0;
    var granule = ByteBuffer.allocate(Nowhere.GRANULE);
    var zeros = ByteBuffer.allocate(Nowhere.GRANULE);
    try (var part = RawReader.open(files.image())) {
      long end = Math.min(part.capacity(), source.capacity());
      for (int leaf = 0; Leaf.offset(leaf) < end; leaf++) {
        long past = Math.min(end, Leaf.offset(leaf + 1));
        if ((durable != null && durable.has(leaf))
            || part.knownZero(Leaf.offset(leaf), past - Leaf.offset(leaf))) {
          continue;
        }
        for (long at = Leaf.offset(leaf); at < past; at += Nowhere.GRANULE) {
          part.read(at, granule.clear().limit((int) Math.min(Nowhere.GRANULE, past - at)));
          bytes +=
              granule.flip().mismatch(zeros.clear().limit(granule.limit())) < 0
                  ? 0
                  : granule.limit();
        }
      }
    }
    return bytes;
  }
}
