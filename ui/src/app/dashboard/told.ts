/** A job that should move and does not. */
export interface Stuck {
  readonly job: string;
  readonly name: string;
  readonly since: string;
  readonly why: string;
  readonly reason: string;
  readonly remedy: string;
}

/** What only REST tells of the installation. */
export interface StuckJobs {
  readonly stuck: readonly Stuck[];
}
