package io.vmto.hypervisor.proxmox;

import io.vmto.hypervisor.TargetPlatform.Marker;

/** Our marker in a machine's notes: a line of its own, so that people may write around it. */
final class MarkerNote {
  private static final String SENTENCE = "VMTO is moving this machine here. Please leave it alone.";

  private MarkerNote() {}

  static String write(Marker marker) {
    return SENTENCE + "\n\n" + marker;
  }

  static boolean carries(String notes, Marker marker) {
    return notes.lines().map(String::strip).anyMatch(marker.toString()::equals);
  }

  /** What people wrote. */
  static String without(String notes, Marker marker) {
    return notes
        .lines()
        .filter(line -> !line.strip().equals(marker.toString()) && !line.strip().equals(SENTENCE))
        .collect(java.util.stream.Collectors.joining("\n"))
        .strip();
  }
}
