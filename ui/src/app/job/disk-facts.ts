import {JobDoc} from './job-store';
import {Pace} from './pace';
import {diskName} from './words';

type Disk = JobDoc['disks'][number];

/** A disk and how far it is. */
export interface DiskFacts {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly grade: Disk['grade'];
  readonly evidence: Disk['evidence'];
  /** Parts of the whole from 0 to 1; null where nothing is known. */
  readonly copied: number | null;
  readonly verified: number | null;
  /** Bytes in a second, by the forecast. */
  readonly dirty: number | null;
}

const COPIES: ReadonlySet<string> = new Set(['CopyDisk', 'FullPass']);
const REREAD: ReadonlySet<string> = new Set(['TARGET_REREAD', 'ARTIFACT_REREAD']);

/** What is told of each disk: by its steps, by what runs now ({@code null} in the past), by its evidence. */
export function diskFacts(job: JobDoc, pace: Pace | null): readonly DiskFacts[] {
  return job.disks.map(({key, bytes, grade, evidence}) => ({
    key,
    name: diskName(key, job),
    bytes,
    grade,
    evidence,
    copied: copied(job, key, bytes, pace),
    verified: verified(job, key, evidence, pace),
    dirty: job.forecast?.disks.find(({disk}) => disk === key)?.bytesPerSecond ?? null,
  }));
}

function copied(job: JobDoc, key: string, bytes: number, pace: Pace | null): number | null {
  const step = job.steps.find(({kind, disk}) => COPIES.has(kind) && (disk === '' || disk === key));
  if (step === undefined || step.status === 'SUCCEEDED') {
    return step === undefined ? null : 1;
  }
  const told = pace?.of(step.index, key);
  return told === undefined ? (step.startedAt == null ? 0 : null) : part(told.done, told.total || bytes);
}

function verified(job: JobDoc, key: string, evidence: Disk['evidence'], pace: Pace | null): number | null {
  const step = job.steps.find(({kind}) => kind === 'Verify');
  const told = step?.status === 'RUNNING' ? pace?.of(step.index, key) : undefined;
  if (told !== undefined) {
    return part(told.done, told.total);
  }
  return evidence.some(({kind}) => REREAD.has(kind)) ? 1 : step === undefined || step.status === 'SUCCEEDED' ? null : 0;
}

function part(done: number, total: number): number {
  return total === 0 ? 0 : Math.min(1, done / total);
}
