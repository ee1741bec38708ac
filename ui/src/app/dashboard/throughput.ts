import {inject, Injectable, signal} from '@angular/core';
import {Feed, FeedEvent, Progress} from '../core/feed';

/** So many seconds are remembered. */
const MEMORY = 300;

/** A slow step tells where it is now and then only; after so many milliseconds its end was not heard of. */
const SILENT = 60_000;

/** From then on a step, or all of a job, does nothing. */
const OVER = /^transfer\.(step-(succeeded|retrying|failed|skipped|suspended|waiting)|pass-(completed|voided)|paused|ended)\//;

/**
 * Bytes in a second that all running steps get done together, second by second since somebody first
 * looked. Without the live feed nothing is known, which is not the same as nothing done.
 */
@Injectable({providedIn: 'root'})
export class Throughput {
  private readonly feed = inject(Feed);
  private readonly newest = new Map<string, {readonly rate: number; readonly heard: number}>();

  readonly times: number[] = [];
  readonly rates: (number | null)[] = [];
  /** Grows with each second. */
  readonly seconds = signal(0);

  constructor() {
    this.feed.progress.subscribe((progress) => progress.forEach((one) => this.take(one, Date.now())));
    this.feed.events.subscribe((events) => events.forEach((one) => this.hear(one)));
    this.tick(Date.now());
    setInterval(() => this.tick(Date.now()), 1000);
  }

  take({job, step, disk, rate}: Progress, now: number): void {
    this.newest.set([job, step, disk].join(' '), {rate, heard: now});
  }

  hear({type, job, payload}: FeedEvent): void {
    if (OVER.test(type)) {
      const step = payload['step'];
      const over = [job, ...(typeof step === 'number' ? [step] : []), ''].join(' ');
      [...this.newest.keys()].filter((key) => key.startsWith(over)).forEach((key) => this.newest.delete(key));
    }
  }

  tick(now: number): void {
    let sum = 0;
    for (const [step, {rate, heard}] of this.newest) {
      if (now - heard > SILENT) {
        this.newest.delete(step);
      } else {
        sum += rate;
      }
    }
    this.times.push(Math.floor(now / 1000));
    this.rates.push(this.feed.state().kind === 'live' ? sum : null);
    if (this.times.length > MEMORY) {
      this.times.shift();
      this.rates.shift();
    }
    this.seconds.update((seconds) => seconds + 1);
  }

  /** What can be said of it in words; null where nothing is known. */
  summary(): {readonly now: number; readonly average: number; readonly highest: number} | null {
    const known = this.rates.filter((rate) => rate !== null);
    return known.length === 0
      ? null
      : {
          now: known.at(-1) ?? 0,
          average: known.reduce((sum, rate) => sum + rate, 0) / known.length,
          highest: Math.max(...known),
        };
  }
}
