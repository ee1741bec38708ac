package io.vmto.contract.machine;

import java.util.List;

/** The hardware of a machine, as it is on its source and as it will be on its target. */
public record Hardware(List<Part> parts) {
  public Hardware {
    parts = List.copyOf(parts);
  }

  /**
   * One thing that a guest finds.
   *
   * @param label which one of its kind; empty where there is only one
   * @param source in the words both platforms share
   * @param target in the target platform's own words, e.g. {@code scsi0, scsihw: pvscsi}
   * @param other whether a guest finds another device there, and needs a driver for it
   */
  public record Part(Kind kind, String label, String source, String target, boolean other) {}

  public enum Kind {
    GUEST_SYSTEM,
    PROCESSORS,
    MEMORY,
    FIRMWARE,
    TPM,
    DISK,
    CARD,
    UUID
  }
}
