package io.vmto.sandbox.vcenter;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Disk controllers with the device keys vSphere gives them and their disks. */
enum Controller {
  @JsonProperty("pvscsi")
  PVSCSI("ParaVirtualSCSIController", 1000, 2000, 16, "lsilogic"),
  @JsonProperty("lsilogic")
  LSI_LOGIC("VirtualLsiLogicController", 1000, 2000, 16, "lsilogic"),
  @JsonProperty("lsisas")
  LSI_SAS("VirtualLsiLogicSASController", 1000, 2000, 16, "lsilogic"),
  @JsonProperty("buslogic")
  BUS_LOGIC("VirtualBusLogicController", 1000, 2000, 16, "buslogic"),
  @JsonProperty("sata")
  SATA("VirtualAHCIController", 15000, 16000, 30, "ide"),
  @JsonProperty("ide")
  IDE("VirtualIDEController", 200, 3000, 2, "ide"),
  @JsonProperty("nvme")
  NVME("VirtualNVMEController", 31000, 32000, 15, "lsilogic");

  private final String type;
  private final int firstKey;
  private final int firstDiskKey;
  private final int units;
  private final String adapterType;

  Controller(String type, int firstKey, int firstDiskKey, int units, String adapterType) {
    this.type = type;
    this.firstKey = firstKey;
    this.firstDiskKey = firstDiskKey;
    this.units = units;
    this.adapterType = adapterType;
  }

  String type() {
    return type;
  }

  boolean scsi() {
    return firstKey == 1000;
  }

  int key(int bus) {
    return firstKey + bus;
  }

  int diskKey(int bus, int unit) {
    if (bus < 0 || unit < 0 || bus > 3 || unit >= units || (scsi() && unit == 7)) {
      throw new IllegalArgumentException(type + " has no place " + bus + ":" + unit);
    }
    return firstDiskKey + bus * units + unit;
  }

  /** What ddb.adapterType says in a disk descriptor. */
  String adapterType() {
    return adapterType;
  }
}
