package io.vmto.transfer.step;

import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Marker;

/** Text forms that stand in the ledger. */
final class Refs {
  private Refs() {}

  /** {@code node/id}. */
  static MachineRef machine(String text) {
    int slash = text.indexOf('/');
    return new MachineRef(text.substring(0, slash), text.substring(slash + 1));
  }

  /** Under which a node serves the volume of a disk to this job. */
  static String serving(Marker marker, int disk) {
    return marker.nonce() + "-" + disk;
  }

  /** {@code vmto:installation:job:nonce}. */
  static Marker marker(String text) {
    var parts = text.split(":", -1);
    return new Marker(parts[1], parts[2], parts[3]);
  }
}
