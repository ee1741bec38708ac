package io.vmto.contract.job;

/**
 * What a job may take of the installation; changes while it runs.
 *
 * @param bytesPerSecond read from the source by all its disks together; 0 is no limit
 * @param parallelDisks how many of its disks are copied at the same time, 1 to {@link #MOST_DISKS}
 */
public record Limits(long bytesPerSecond, int parallelDisks) {
  public static final int MOST_DISKS = 16;
  public static final Limits DEFAULT = new Limits(0, 2);

  public Limits {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("bytesPerSecond: must not be negative");
    }
    if (parallelDisks < 1 || parallelDisks > MOST_DISKS) {
      throw new IllegalArgumentException("parallelDisks: must be from 1 to " + MOST_DISKS);
    }
  }
}
