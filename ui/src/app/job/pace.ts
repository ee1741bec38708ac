import {Progress} from '../core/feed';

/** How far the work of a step is. */
export interface Way {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** When it will be done, in milliseconds since 1970; null where too little was measured. */
  readonly end: {readonly least: number; readonly most: number} | null;
}

/** By how much of the past the end is told, in milliseconds. */
const BASIS = 5 * 60_000;

/** Rates are taken over so many milliseconds, and fewer than three of them tell nothing. */
const WINDOW = 5_000;
const ENOUGH = 3;

interface Mark {
  readonly at: number;
  readonly done: number;
}

/** One phase of one step, all its disks together. */
class Work {
  readonly disks = new Map<string, Progress>();
  readonly marks: Mark[] = [];
  private done = 0;

  constructor(readonly phase: string) {}

  take(progress: Progress): void {
    this.done += progress.done - (this.disks.get(progress.disk)?.done ?? 0);
    this.disks.set(progress.disk, progress);
    const at = Date.parse(progress.at);
    if (at - (this.marks.at(-1)?.at ?? -Infinity) >= WINDOW) {
      this.marks.push({at, done: this.done});
      if (this.marks[0]!.at < at - BASIS) {
        this.marks.shift();
      }
    }
  }

  /** Slow and quick bytes in a millisecond: the first and the last quarter of what was measured. */
  rates(): readonly [number, number] | null {
    const rates = this.marks
      .slice(1)
      .map((mark, index) => (mark.done - this.marks[index]!.done) / (mark.at - this.marks[index]!.at))
      .toSorted((one, other) => one - other);
    const slow = rates[Math.floor(rates.length / 4)];
    const quick = rates[Math.ceil((rates.length * 3) / 4) - 1];
    return rates.length < ENOUGH || slow === undefined || quick === undefined || slow <= 0 ? null : [slow, quick];
  }
}

/** Where running steps are, from what they report. */
export class Pace {
  private readonly steps = new Map<number, Work>();

  take(progress: Progress): void {
    let work = this.steps.get(progress.step);
    if (work?.phase !== progress.phase) {
      work = new Work(progress.phase);
      this.steps.set(progress.step, work);
    }
    work.take(progress);
  }

  /** What a step reported last of a disk, whatever it was doing. */
  of(step: number, disk: string): Progress | undefined {
    return this.steps.get(step)?.disks.get(disk);
  }

  /**
   * Nothing where it is not known how much there is to do.
   *
   * @param disks all that the step works on, with their bytes
   */
  way(step: number, disks: readonly {readonly key: string; readonly bytes: number}[]): Way | null {
    const work = this.steps.get(step);
    if (work === undefined) {
      return null;
    }
    const told = [...work.disks.values()];
    const silent = disks.filter(({key}) => !work.disks.has(key));
    const whole = /^(copy|pass|reread)/.test(work.phase);
    if (told.some(({total}) => total === 0) || (silent.length > 0 && !whole)) {
      return null;
    }
    const done = told.reduce((sum, one) => sum + one.done, 0);
    const total = told.reduce((sum, one) => sum + one.total, 0) + silent.reduce((sum, {bytes}) => sum + bytes, 0);
    const rates = work.rates();
    const now = Math.max(...told.map(({at}) => Date.parse(at)));
    const end =
      rates === null ? null : {least: now + (total - done) / rates[1], most: now + (total - done) / rates[0]};
    return {phase: work.phase, done, total, end};
  }
}
