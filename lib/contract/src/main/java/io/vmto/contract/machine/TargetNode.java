package io.vmto.contract.machine;

import java.util.List;
import java.util.Set;

/**
 * A node of a target platform, with the storages and networks a machine may be put on.
 *
 * @param reached whether it was logged in to by SSH, so that disks can be written there
 */
public record TargetNode(
    String name, boolean online, List<Storage> storages, List<String> networks, boolean reached) {
  public TargetNode {
    storages = List.copyOf(storages);
    networks = List.copyOf(networks);
  }

  /** One that was not logged in to. */
  public TargetNode(String name, boolean online, List<Storage> storages, List<String> networks) {
    this(name, online, storages, networks, false);
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
