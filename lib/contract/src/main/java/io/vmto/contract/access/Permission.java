package io.vmto.contract.access;

/** What a message asks to be allowed; every command and query needs exactly one. */
public enum Permission {
  /** Read what there is and what happened: jobs, connections, artifacts, the feed. */
  VIEW,
  /**
   * Read who may do what, who did what and what left the house: accounts, keys, the audit,
   * deliveries, the configuration.
   */
  AUDIT,
  /** Look into an endpoint through its connection, and see what a plan would be. */
  BROWSE,
  /** Create, start, pause, resume, limit, retry and cancel jobs. */
  RUN_JOBS,
  /** Let the source of a warm migration be shut down. */
  APPROVE,
  /** Take an image of a machine's disk away. */
  DOWNLOAD,
  /** Register, trust, change and remove connections and their secrets. */
  MANAGE_CONNECTIONS,
  /** Keep the installation running: processors, dead letters, stale claims. */
  MAINTAIN,
  /** Accounts, keys, webhooks, the licence, the configuration. */
  ADMINISTER,
  /** Report work and carry decisions on: VMTO's own parts, never a person. */
  WORK
}
