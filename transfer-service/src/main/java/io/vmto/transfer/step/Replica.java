package io.vmto.transfer.step;

import io.vmto.contract.machine.Machine;
import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockSink;
import io.vmto.disk.RawReader;
import io.vmto.disk.RawSink;
import io.vmto.disk.nbd.NbdDisk;
import io.vmto.disk.nbd.NbdOptions;
import io.vmto.transfer.artifact.Artifact;
import io.vmto.transfer.artifact.CopyNotes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A place a disk is copied to. Journal and manifest stand with the artifact, wherever the content
 * goes.
 */
sealed interface Replica {
  Artifact artifact();

  default CopyNotes notes() {
    return artifact().notes();
  }

  /** Begins to write, or goes on. Blocks. */
  BlockSink openSink() throws IOException;

  /** Opens what was written, for a second look over a connection of its own. Blocks. */
  Reread reread() throws IOException;

  /**
   * What was written, as it is read again.
   *
   * @param method how, for the evidence
   */
  record Reread(BlockReader reader, String method) {}

  /** An image in the artifact store, to be uploaded. */
  record Stored(Artifact artifact, long capacity) implements Replica {
    @Override
    public BlockSink openSink() throws IOException {
      return artifact.openSink(capacity);
    }

    @Override
    public Reread reread() {
      throw new IllegalStateException("What was uploaded cannot be read again");
    }
  }

  /** A raw image beside its artifact: written again and again, and packed once it is whole. */
  record Draft(Artifact artifact, Path image, long capacity) implements Replica {
    @Override
    public BlockSink openSink() throws IOException {
      return RawSink.open(image, capacity);
    }

    @Override
    public Reread reread() throws IOException {
      return new Reread(RawReader.uncached(image), "raw file");
    }
  }

  /** A raw volume in a directory both sides see. */
  record SharedFile(Artifact artifact, Path volume, long capacity) implements Replica {
    @Override
    public BlockSink openSink() throws IOException {
      return RawSink.open(volume, capacity);
    }

    @Override
    public Reread reread() throws IOException {
      var reader = RawReader.uncached(volume);
      return new Reread(reader, reader.direct() ? "shared-file O_DIRECT" : "shared-file");
    }
  }

  /** A raw volume of the node, served by it over NBD inside SSH while it is open. */
  record NodeVolume(StepContext context, Artifact artifact, Machine.Disk disk, String volume)
      implements Replica {
    /** A connection is a login of its own, and a node's storage may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public BlockSink openSink() throws IOException {
      var sink = open(NbdOptions.writing(false), true);
      try {
        // what storages round up holds anything, and would be part of the disk for ever
        sink.zero(disk.capacity(), sink.capacity() - disk.capacity());
        return sink;
      } catch (IOException | RuntimeException e) {
        try (sink) {
          throw e;
        }
      }
    }

    @Override
    public Reread reread() throws IOException {
      return new Reread(open(NbdOptions.reading(), false), "nbd-over-ssh");
    }

    private NbdDisk open(NbdOptions options, boolean writable) throws IOException {
      var name = Refs.serving(context.marker(), context.indexOf(disk.key()));
      var served = context.target().serve(context.reserved().node(), volume, name, writable);
      return NbdDisk.open(served.address(), options.withTimeouts(PATIENCE, PATIENCE), served);
    }
  }
}
