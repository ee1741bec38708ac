package io.vmto.contract.machine;

import java.util.List;

/**
 * A virtual machine as a source platform describes it, in the words both platforms share.
 *
 * @param id the platform's own handle (a vSphere moref), opaque to everybody else
 * @param folder where it hangs in the platform's inventory, outermost first, e.g. {@code Lab, DC0,
 *     Office}; empty where the platform has no folders or shows none
 * @param guestOs the platform's guest id, e.g. {@code debian12_64Guest}
 * @param biosUuid the SMBIOS UUID in canonical text form, or empty
 * @param snapshots how many snapshots the machine has
 */
public record Machine(
    String id,
    String name,
    List<String> folder,
    PowerState power,
    Firmware firmware,
    boolean secureBoot,
    boolean tpm,
    int cpus,
    int memoryMiB,
    String guestOs,
    String biosUuid,
    int snapshots,
    List<Disk> disks,
    List<Nic> nics) {
  public Machine {
    // machines stored before this was told
    folder = folder == null ? List.of() : List.copyOf(folder);
    disks = List.copyOf(disks);
    nics = List.copyOf(nics);
  }

  public enum PowerState {
    ON,
    OFF,
    SUSPENDED,
    UNKNOWN
  }

  public enum Firmware {
    BIOS,
    EFI
  }

  /**
   * One virtual disk.
   *
   * @param key stable within the machine (vSphere device key, e.g. {@code 2000})
   * @param capacity bytes the guest sees
   * @param location where the platform keeps it, e.g. {@code [datastore1] web/web.vmdk}
   * @param exportable whether the platform's export contains it (independent disks and RDMs are
   *     silently left out by the host)
   * @param content how the platform keeps what the guest sees
   */
  public record Disk(
      String key,
      String label,
      long capacity,
      Controller controller,
      int bus,
      int unit,
      String location,
      boolean thin,
      boolean exportable,
      Content content) {
    public Disk {
      // machines stored before this was told
      content = content == null ? Content.OTHER : content;
    }

    public enum Content {
      /** Raw, in one file of its own, so that any part of it can be read. */
      FLAT,
      /** Changes over a parent, sparse, a device, or not told. */
      OTHER
    }
  }

  public enum Controller {
    PVSCSI,
    LSI_LOGIC,
    LSI_SAS,
    BUS_LOGIC,
    SATA,
    IDE,
    NVME,
    OTHER
  }

  /** One network card; {@code network} is the source's network name, the key of the network map. */
  public record Nic(String key, Model model, String mac, String network) {
    public enum Model {
      VMXNET3,
      E1000,
      E1000E,
      VIRTIO,
      OTHER
    }
  }
}
