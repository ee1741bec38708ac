package io.vmto.contract.job;

/** One line of the plan; a value that an operator recognises, carried out elsewhere. */
public sealed interface Step {
  /** What the operator reads, e.g. {@code Copy disk 2000 (64.0 MiB)}. */
  String title();

  /** Create the stopped target machine, which holds its id and carries our marker. */
  record ReserveVm(String node) implements Step {
    @Override
    public String title() {
      return "Reserve the machine on " + node;
    }
  }

  /**
   * Read, convert and store one disk in one pass.
   *
   * @param disk the source's disk key
   * @param why why this road and this reading were taken
   */
  record CopyDisk(
      String disk,
      long capacity,
      MigrationRequest.Road road,
      MigrationRequest.Reading reading,
      String why)
      implements Step {
    public CopyDisk {
      // plans stored before there was a choice
      reading = reading == null ? MigrationRequest.Reading.NFC : reading;
    }

    @Override
    public String title() {
      return "Copy disk " + disk;
    }
  }

  /** Make the source note which blocks change. */
  record TrackChanges() implements Step {
    @Override
    public String title() {
      return "Track changes on the source";
    }
  }

  /** Copy every disk once while the machine runs, as one moment of it. */
  record FullPass(MigrationRequest.Road road) implements Step {
    @Override
    public String title() {
      return "Copy all disks while the machine runs";
    }
  }

  /**
   * Bring the replicas up to date again and again, until cutover is approved or a pass is small
   * enough.
   *
   * @param intervalSeconds between the end of a pass and the next one
   * @param budgetBytes a pass that had to read no more than this ends the step by itself; 0 waits
   *     for the approval
   */
  record SyncUntilCutover(MigrationRequest.Road road, int intervalSeconds, long budgetBytes)
      implements Step {
    public SyncUntilCutover {
      if (intervalSeconds < 0 || budgetBytes < 0) {
        throw new IllegalArgumentException("interval and budget must not be negative");
      }
    }

    @Override
    public String title() {
      return "Keep in step until cutover";
    }
  }

  /**
   * Shut the guest down and copy what changed last.
   *
   * @param shutdownSeconds how long the guest may take
   */
  record Cutover(MigrationRequest.Road road, int shutdownSeconds) implements Step {
    @Override
    public String title() {
      return "Shut down and copy the last changes";
    }
  }

  /**
   * Give the copied disks to the target machine.
   *
   * @param uploadStorage the storage that takes uploads for import; empty on the other roads
   */
  record ImportVm(MigrationRequest.Road road, String uploadStorage) implements Step {
    @Override
    public String title() {
      return road == MigrationRequest.Road.UPLOAD ? "Upload and import" : "Attach the disks";
    }
  }

  /**
   * Re-read both sides over other connections, as far as the platforms allow, and compare.
   *
   * @param copied what read the source for the copy, which the evidence of its second reading names
   */
  record Verify(boolean source, boolean target, MigrationRequest.Reading copied) implements Step {
    public Verify {
      copied = copied == null ? MigrationRequest.Reading.NFC : copied;
    }

    @Override
    public String title() {
      return "Verify";
    }
  }

  /** First boot with links down; wait for the guest's answer. */
  record StartVm(MigrationRequest.BootCheck check) implements Step {
    @Override
    public String title() {
      return "Boot the target";
    }
  }

  /** Links up, protection off, our marker and our temporary files gone. */
  record Release() implements Step {
    @Override
    public String title() {
      return "Release";
    }
  }
}
