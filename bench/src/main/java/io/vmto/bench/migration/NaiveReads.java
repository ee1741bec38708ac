package io.vmto.bench.migration;

import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.SourceSnapshots;
import io.vmto.hypervisor.SourceSnapshots.Snapshot;
import io.vmto.standalone.Wait;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop of passes without a transfer around it, once in the right order and once in the naive
 * one: the next snapshot is taken first, and its change ids are the ones that are kept.
 */
final class NaiveReads implements AutoCloseable {
  private static final String NOTE = "vmto:bench:naive:0";
  private static final int DISK = 24 << 20;
  private static final long RATE = 2 << 20;
  private static final int PASSES = 4;
  private static final Duration WRITING = Duration.ofMillis(700);

  private final SourcePlatform source;
  private final SourceSnapshots snapshots;
  private final RandomAccessFile replica;
  private final String id;
  private final String disk;
  private int taken;

  private NaiveReads(Source machine, Path replica) throws IOException {
    source = machine.lab().vcenter();
    snapshots = source.snapshots();
    id = source.machine(machine.name()).id();
    disk = snapshots.standing(id).disks().getFirst().key();
    this.replica = new RandomAccessFile(replica.toFile(), "rw");
    this.replica.setLength(DISK);
  }

  /** Prints what both orders lose; true when only the naive one loses something. */
  static boolean show(Lab lab, Path folder, long seed) throws Exception {
    System.out.println();
    long right = lost(lab, folder, seed, false);
    long naive = lost(lab, folder, seed, true);
    return right == 0 && naive > 0;
  }

  private static long lost(Lab lab, Path folder, long seed, boolean naive) throws Exception {
    var name = naive ? "naive" : "right";
    var raw = Disks.full(folder.resolve(name + ".raw"), DISK, seed);
    var machine = lab.machine(name, true, List.of(raw));
    machine.write(RATE, 0, seed);
    var replica = folder.resolve(name + ".replica");
    try (var reads = new NaiveReads(machine, replica)) {
      reads.run(naive);
    }
    long blocks = Tools.differing(machine.files().values().iterator().next(), replica);
    System.out.printf(
        "the same passes without a transfer, %s: %d KiB lost%n",
        naive
            ? "naive order (next snapshot first, its change ids kept)"
            : "right order (change ids kept, then the next snapshot)",
        blocks << 6);
    lab.discard(machine);
    return blocks;
  }

  private void run(boolean naive) throws Exception {
    snapshots.track(id, true);
    snapshots.remove(id, take().name(), NOTE); // the stun after which changes are noted
    var since = SourceSnapshots.EVERYTHING;
    var now = take();
    for (int pass = 1; pass <= PASSES; pass++) {
      Thread.sleep(WRITING);
      copy(now, since);
      if (naive) {
        snapshots.remove(id, now.name(), NOTE);
        now = take();
        since = now.disk(disk).orElseThrow().changeId();
      } else {
        since = now.disk(disk).orElseThrow().changeId();
        snapshots.remove(id, now.name(), NOTE);
        now = take();
      }
    }
    snapshots.remove(id, now.name(), NOTE);
    source.shutDownGuest(id);
    Wait.until(
        "the guest is off",
        Duration.ofMinutes(1),
        () -> source.machine(id).power() == Machine.PowerState.OFF);
    copy(null, since);
  }

  private Snapshot take() {
    return snapshots.take(id, "vmto-order-" + ++taken, NOTE);
  }

  private void copy(@Nullable Snapshot of, String since) throws IOException {
    try (var reader = of == null ? source.openDisk(id, disk) : snapshots.open(id, of, disk)) {
      for (var area : snapshots.changed(id, of, disk, since)) {
        var content = ByteBuffer.allocate((int) area.length());
        reader.read(area.start(), content);
        replica.seek(area.start());
        replica.write(content.array());
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (source;
        replica) {
      snapshots.track(id, false);
    }
  }
}
