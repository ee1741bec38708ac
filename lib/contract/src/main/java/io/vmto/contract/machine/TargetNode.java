package io.vmto.contract.machine;

import java.util.List;
import java.util.Set;

/** A node of a target platform, with the storages and networks a machine may be put on. */
public record TargetNode(
    String name, boolean online, List<Storage> storages, List<String> networks) {
  public TargetNode {
    storages = List.copyOf(storages);
    networks = List.copyOf(networks);
  }

  /**
   * A storage as the node sees it.
   *
   * @param content the kinds of volume it takes (Proxmox words: images, import, iso …)
   * @param available free bytes
   * @param mounted whether this installation sees the same directory (confirmed by configuration,
   *     proven by a nonce before it is written to)
   */
  public record Storage(
      String name,
      String type,
      Set<String> content,
      boolean active,
      long total,
      long available,
      boolean mounted) {
    public Storage {
      content = Set.copyOf(content);
    }
  }
}
