package io.vmto.sandbox.pve;

import io.vmto.sandbox.Faults;
import java.util.Locale;

/**
 * The places where the node can be made to fail. A rule of {@link Faults} matches one by its name
 * in lower case, such as {@code pve.vmid-taken}; the point decides what happens, whatever the
 * rule's action.
 */
record PveFaults(Faults faults) {

  /** Whether a rule bites here and now; it is used up by the question. */
  boolean strikes(Point point, String subject) {
    return faults.at(point.rule(), subject).isPresent();
  }

  /** Whether there is a rule for this point at all. */
  boolean isSet(Point point) {
    return faults.rules().stream().anyMatch(rule -> rule.match().equals(point.rule()));
  }

  /** The places. */
  enum Point {
    /** 401 for a request that carries good credentials; subject: method and path. */
    REFUSE_AUTH,
    /** The connection ends in the middle of an upload; subject: file name. */
    UPLOAD_CUT,
    /** The spool has no room for the upload; subject: file name. */
    SPOOL_FULL,
    /** The storage runs full while a disk is made or written; subject: target volume id. */
    DISK_FULL,
    /** A foreign VM appears with the id somebody just asked to create; subject: VMID. */
    VMID_TAKEN,
    /** The task does its work, but nobody remembers it; subject: UPID. */
    TASK_VANISHES,
    /** The task ends in {@code WARNINGS: 1}; subject: UPID. */
    TASK_WARNINGS,
    /** The proxy in front of the node finds no route; subject: method and path. */
    PROXY_595,
    /** The proxy in front of the node gets no answer; subject: method and path. */
    PROXY_596,
    /** The VM's lock file is held by somebody else; subject: VMID. */
    LOCK_TIMEOUT,
    /** The import copies one MiB a second; subject: target volume id. */
    SLOW_IMPORT,
    /**
     * One byte of a disk turns over; subject: volume id. Strikes once the volume has content and is
     * in its VM's configuration: when an import has ended or a written volume is attached, else at
     * the next read of that VM's configuration. That is after the product's last write and before
     * it reads the disk again.
     */
    FLIP_TARGET_BYTE,
    /** QEMU ends at once; subject: VMID. */
    START_FAILS;

    String rule() {
      return "pve." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
