package io.vmto.contract.job;

/** Where a job stands. */
public enum JobStatus {
  CREATED,
  QUEUED,
  RUNNING,
  PAUSING,
  PAUSED,
  RESUMING,
  CANCELLING,
  CANCELLED,
  FAILED,
  SUCCEEDED;

  /** Nothing happens any more unless somebody asks for it. */
  public boolean ended() {
    return this == CANCELLED || this == FAILED || this == SUCCEEDED;
  }
}
