package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as it is stored. Those of a machine are one chain, each the parent of the next.
 *
 * @param user who took it
 * @param disks the dependent disks as they were at that moment
 */
record Snapshot(
    String id,
    int number,
    String name,
    String description,
    String user,
    String created,
    String power,
    List<Frozen> disks) {

  Snapshot {
    disks = List.copyOf(disks);
  }

  /**
   * A disk at the time of the snapshot.
   *
   * @param links its descriptors, base first; the last one became read-only
   * @param changeId null where changes were not tracked
   */
  record Frozen(int key, List<String> links, @Nullable String changeId) {
    Frozen {
      links = List.copyOf(links);
    }

    Frozen without(String link) {
      return new Frozen(key, links.stream().filter(l -> !l.equals(link)).toList(), changeId);
    }
  }

  Ref ref() {
    return new Ref("VirtualMachineSnapshot", id);
  }

  @Nullable Frozen disk(int key) {
    return disks.stream().filter(disk -> disk.key() == key).findFirst().orElse(null);
  }

  Snapshot with(List<Frozen> changed) {
    return new Snapshot(id, number, name, description, user, created, power, changed);
  }
}
