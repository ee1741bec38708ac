package io.vmto.sandbox.vcenter;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.SourceSnapshots;
import io.vmto.hypervisor.SourceSnapshots.Area;
import io.vmto.hypervisor.SourceSnapshots.Snapshot;
import io.vmto.hypervisor.vsphere.VsphereSource;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our own client reads a machine that runs, through snapshots; what is true is said by the files of
 * the datastore.
 */
@Timeout(120)
class VsphereSnapshotsIT {
  private static final String NOTE = "vmto:here:job-1:5f";
  private static final int BLOCK = 64 << 10;

  @TempDir Path folder;

  private static SourcePlatform connect(Lab lab) throws Exception {
    var access = lab.ready().path("vcenter");
    return VsphereSource.connect(
        new Endpoint(
            PlatformKind.VSPHERE,
            access.path("url").asString(),
            access.path("username").asString(),
            access.path("fingerprint").asString(),
            Map.of()),
        new Secret(access.path("password").asString()));
  }

  private static void run(Lab lab) throws Exception {
    lab.control("POST", "/vcenter/power", Map.of("machine", "web", "state", "poweredOn"));
    var habit = Map.of("bytesPerSecond", 2 << 20, "bytes", 4096, "span", 0, "seed", 3);
    lab.control("POST", "/vcenter/guest", Map.of("machine", "web", "habit", habit));
  }

  private static void untilWritten(Lab lab, long least) throws Exception {
    for (long sum = 0; sum < least; ) {
      var written = lab.control("POST", "/vcenter/written", Map.of("machine", "web"));
      sum += written.path("bytes").asLong();
    }
  }

  private static byte[] flat(Lab lab) throws Exception {
    var disks = lab.control("POST", "/vcenter/hash", Map.of("machine", "web"));
    return Files.readAllBytes(Path.of(disks.path(0).path("file").asString()));
  }

  private static byte[] read(SourceSnapshots snapshots, String id, Snapshot of, String key)
      throws Exception {
    try (var disk = snapshots.open(id, of, key)) {
      var content = ByteBuffer.allocate(Math.toIntExact(disk.capacity()));
      disk.read(0, content);
      return content.array();
    }
  }

  private static BitSet blocks(List<Area> areas) {
    var blocks = new BitSet();
    for (var area : areas) {
      blocks.set((int) (area.start() / BLOCK), (int) ((area.end() + BLOCK - 1) / BLOCK));
    }
    return blocks;
  }

  private static BitSet differing(byte[] one, byte[] other) {
    var blocks = new BitSet();
    for (int i = 0; i < one.length; i++) {
      if (one[i] != other[i]) {
        blocks.set(i / BLOCK);
      }
    }
    return blocks;
  }

  private static boolean contains(BitSet all, BitSet part) {
    var rest = (BitSet) part.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunningMachineIsReadThroughSnapshots(boolean nasty) throws Exception {
    try (var lab = nasty ? Lab.nasty(folder) : Lab.plain(folder);
        var source = connect(lab)) {
      run(lab);
      var id = source.machine("web").id();
      var snapshots = source.snapshots();
      var standing = snapshots.standing(id);
      assertThat(standing.plain()).isTrue();
      assertThat(standing.tools()).isTrue();
      var key = standing.disks().getFirst().key();

      assertThat(snapshots.track(id, true)).as("tracked before").isFalse();
      assertThat(snapshots.take(id, "stun", NOTE).disk(key).orElseThrow().changeId()).isEmpty();
      snapshots.remove(id, "stun", NOTE);

      var one = snapshots.take(id, "one", NOTE);
      assertThat(snapshots.find(id, "one")).contains(one);
      assertThat(one.disk(key).orElseThrow().chained()).isFalse();
      assertThat(snapshots.standing(id).plain()).isFalse();
      untilWritten(lab, 300_000);
      var before = read(snapshots, id, one, key);
      assertThat(before).as("what is read is frozen").isEqualTo(flat(lab));
      assertThat(
              contains(
                  blocks(snapshots.changed(id, one, key, SourceSnapshots.EVERYTHING)),
                  differing(before, new byte[before.length])))
          .isTrue();
      snapshots.remove(id, "one", NOTE);
      assertThat(snapshots.standing(id).plain()).isTrue();

      lab.control("POST", "/vcenter/end-sessions", Map.of());
      var two = snapshots.take(id, "two", NOTE);
      var after = read(snapshots, id, two, key);
      var since = one.disk(key).orElseThrow().changeId();
      var changed = blocks(snapshots.changed(id, two, key, since));
      var truth = differing(before, after);
      assertThat(truth.cardinality()).isGreaterThan(5);
      assertThat(contains(changed, truth)).isTrue();
      if (!nasty) {
        assertThat(changed).isEqualTo(truth);
      }
      assertRefused(ErrorCode.DISK_UNREADABLE, () -> snapshots.changed(id, two, key, "00 11 22/9"));

      source.shutDownGuest(id);
      while (source.machine(id).power() != Machine.PowerState.OFF) {
        LockSupport.parkNanos(5_000_000);
      }
      var last = two.disk(key).orElseThrow().changeId();
      snapshots.remove(id, "two", NOTE);
      assertThat(
              contains(blocks(snapshots.changed(id, null, key, last)), differing(after, flat(lab))))
          .isTrue();
    }
  }

  @Test
  void aForeignSnapshotIsSeenAndLeftAlone() throws Exception {
    try (var lab = Lab.plain(folder);
        var source = connect(lab)) {
      var id = source.machine("web").id();
      var snapshots = source.snapshots();
      var habit = Map.of("least", 10, "most", 10, "seed", 1);
      lab.control("POST", "/vcenter/backup", Map.of("machine", "web", "habit", habit));
      while (snapshots.standing(id).plain()) {
        LockSupport.parkNanos(5_000_000);
      }
      lab.control("POST", "/vcenter/backup-stop", Map.of("machine", "web"));
      var theirs = snapshots.standing(id).snapshots();
      var ours = snapshots.take(id, "ours", NOTE);
      if (!theirs.isEmpty()) {
        assertThat(ours.disks()).as("theirs lies below ours").anyMatch(d -> d.chained());
        var key = ours.disks().getFirst().key();
        assertRefused(ErrorCode.DISK_NOT_EXPORTABLE, () -> snapshots.open(id, ours, key));
        assertRefused(ErrorCode.NOT_OURS, () -> snapshots.remove(id, theirs.getFirst(), NOTE));
      }
      snapshots.remove(id, "ours", NOTE);
      assertThat(snapshots.standing(id).snapshots()).isEqualTo(theirs);
    }
  }

  @Test
  void whatASnapshotLeavesBehindIsSeenAndConsolidated() throws Exception {
    try (var lab = Lab.plain(folder);
        var source = connect(lab)) {
      lab.control("POST", "/vcenter/settings", Map.of("consolidateLater", true));
      run(lab);
      var id = source.machine("web").id();
      var snapshots = source.snapshots();
      snapshots.take(id, "ours", NOTE);
      untilWritten(lab, 100_000);
      snapshots.remove(id, "ours", NOTE);
      var standing = snapshots.standing(id);
      assertThat(standing.snapshots()).isEmpty();
      assertThat(standing.consolidating()).isTrue();
      assertThat(standing.plain()).isFalse();
      snapshots.consolidate(id);
      assertThat(snapshots.standing(id).plain()).isTrue();
    }
  }
}
