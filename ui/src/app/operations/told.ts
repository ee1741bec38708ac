/** What the API tells of an installation; bytes and positions in the log are whole numbers, times ISO-8601. */

export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Processor {
  readonly name: string;
  readonly running: boolean;
  readonly position: number;
  readonly head: number;
  readonly lag: number;
  readonly lagSeconds?: number | null;
  readonly trouble?: {readonly failure: Trouble; readonly times: number; readonly since: string} | null;
  readonly deadLetters: number;
}

export interface Run {
  readonly kind: 'REBUILD' | 'CHECK';
  readonly state: 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED';
  readonly position: number;
  readonly head: number;
  readonly differing: number;
  readonly differences: readonly {readonly key: string; readonly fault: string; readonly fields: readonly string[]}[];
  readonly failure?: Trouble | null;
  readonly startedAt: string;
  readonly endedAt?: string | null;
}

export interface Projection {
  readonly name: string;
  readonly position: number;
  readonly run?: Run | null;
}

export interface Letter {
  readonly id: string;
  readonly processor: string;
  readonly sequence: string;
  readonly type: string;
  readonly position: number;
  /** Empty while it only waits behind another. */
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly first: string;
  readonly last: string;
}

export interface Case {
  readonly job: string;
  readonly name: string;
  readonly status: string;
  readonly since: string;
  readonly why: string;
  readonly code?: string | null;
  readonly reason: string;
  readonly remedy: string;
}

export interface Stuck {
  readonly stuck: readonly Case[];
  readonly waiting: readonly Case[];
}

export interface Storage {
  readonly database: {
    readonly events: number;
    readonly bytes: number;
    readonly schemas: readonly Schema[];
  };
  readonly artifacts: {
    readonly place: string;
    /** -1 where it cannot be known. */
    readonly available: number;
    readonly folder: string;
    readonly folderFree: number;
    readonly failure?: Trouble | null;
  };
  readonly images: readonly {readonly job: string; readonly images: number; readonly bytes: number}[];
  readonly dataFree: number;
}

export interface Schema {
  readonly name: string;
  readonly bytes: number;
  readonly tables: readonly {readonly name: string; readonly bytes: number; readonly rows: number}[];
}
