/** What only REST tells of the installation. */
export type Grade = 'OK' | 'WARN' | 'FAIL';

export interface Check {
  /** Of what; of a processor `processor.` and its name. */
  readonly name: string;
  readonly status: Grade;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly remedy: string;
}

export interface Health {
  readonly status: Grade;
  readonly checks: readonly Check[];
}

/** A job that should move and does not. */
export interface Stuck {
  readonly job: string;
  readonly name: string;
  readonly since: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface StuckJobs {
  readonly stuck: readonly Stuck[];
}
