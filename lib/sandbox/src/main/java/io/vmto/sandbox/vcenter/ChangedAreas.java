package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers QueryChangedDiskAreas: what changed between a change id and a snapshot (or now, for a
 * machine that is off), a page of areas at a time. {@code *} asks for everything ever written.
 */
final class ChangedAreas {
  private static final long FIRST_BUG = 128L << 30;

  private final World world;

  ChangedAreas(World world) {
    this.world = world;
  }

  /** Part of a disk. */
  private record Area(long start, long length) {
    long end() {
      return start + length;
    }
  }

  Data query(Vm vm, SoapCall call) {
    int key = call.number("deviceKey", -1);
    var disk =
        vm.disks().stream()
            .filter(d -> d.key() == key)
            .findFirst()
            .orElseThrow(() -> invalid("deviceKey"));
    long start = number(call, "startOffset");
    if (start < 0 || start >= disk.capacity()) {
      throw invalid("startOffset");
    }
    try (var map = ChangeMap.open(file(vm, disk, call))) {
      int since = since(call.text("changeId"), map, disk);
      return answer(disk, start, areas(map, disk, since, start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(SoapCall call, String name) {
    try {
      return Long.parseLong(call.text(name).strip());
    } catch (NumberFormatException e) {
      throw SoapFault.invalidRequest("not a number: " + name);
    }
  }

  private static SoapFault invalid(String parameter) {
    return SoapFault.of("InvalidArgument", "A specified parameter was not correct: " + parameter);
  }

  private Path file(Vm vm, Vm.Disk disk, SoapCall call) {
    if (call.child("snapshot").isEmpty()) {
      if (vm.isOn()) {
        throw untracked(disk);
      }
      return found(disk, disk.changes());
    }
    var snapshot =
        vm.snapshot(call.ref("snapshot")).orElseThrow(() -> SoapFault.gone(call.ref("snapshot")));
    return found(disk, disk.changes(snapshot));
  }

  private Path found(Vm.Disk disk, String path) {
    return world.datastore().find(path).orElseThrow(() -> untracked(disk));
  }

  /** The one fault for everything: not tracked, tracked anew, never heard of. */
  private static SoapFault untracked(Vm.Disk disk) {
    return new SoapFault(
        Data.derived("FileFault").put("file", "[" + Datastore.NAME + "] " + disk.file()),
        "Error caused by file [" + Datastore.NAME + "] " + disk.file());
  }

  private static int since(String changeId, ChangeMap map, Vm.Disk disk) {
    if (changeId.equals("*")) {
      return 0;
    }
    int slash = changeId.lastIndexOf('/');
    boolean known = slash > 0 && changeId.substring(0, slash).equals(map.tracking());
    if (!known || !changeId.substring(slash + 1).matches("\\d{1,9}")) {
      throw untracked(disk);
    }
    int sequence = Integer.parseInt(changeId.substring(slash + 1));
    if (sequence < 1 || sequence > map.sequence()) {
      throw untracked(disk);
    }
    return sequence;
  }

  private List<Area> areas(ChangeMap map, Vm.Disk disk, int since, long start) {
    var areas = new ArrayList<Area>();
    for (int block = (int) (start / ChangeMap.BLOCK); block < map.blocks(); block++) {
      if (reported(map, block, since)) {
        long from = Math.max(start, (long) block * ChangeMap.BLOCK);
        long to = Math.min(disk.capacity(), (block + 1L) * ChangeMap.BLOCK);
        if (!areas.isEmpty() && areas.getLast().end() == from) {
          from = areas.removeLast().start();
        }
        areas.add(new Area(from, to - from));
      }
    }
    return areas;
  }

  private boolean reported(ChangeMap map, int block, int since) {
    var settings = world.settings();
    boolean beyond = (long) block * ChangeMap.BLOCK >= FIRST_BUG;
    if (beyond && settings.bugs().contains(Bug.PAST_128_GIB)) {
      return false;
    }
    int falsely = Math.floorMod(block * 0x9E3779B1, 100);
    return map.get(block) > since || falsely < settings.falsePositives();
  }

  private Data answer(Vm.Disk disk, long start, List<Area> areas) {
    int most = world.settings().changedAreas();
    boolean more = areas.size() > most;
    var page = more ? areas.subList(0, most) : areas;
    long end = more ? page.getLast().end() : disk.capacity();
    var extents =
        page.stream()
            .map(
                area ->
                    Data.of("DiskChangeExtent")
                        .put("start", Value.number(area.start()))
                        .put("length", Value.number(area.length())))
            .toList();
    return Data.of("DiskChangeInfo")
        .put("startOffset", Value.number(start))
        .put("length", Value.number(end - start))
        .put("changedArea", new Many("DiskChangeExtent", extents));
  }
}
