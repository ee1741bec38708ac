import {DestroyRef, effect, inject, signal, untracked} from '@angular/core';
import {Failure} from './failure';
import {Feed, FeedEvent} from './feed';
import {Loading} from './list-store';

/** When something that was read is read again. */
export interface Again<Asked, T> {
  /** What is asked for; a change asks anew and forgets what was there. */
  readonly asked?: () => Asked;
  /** Whether an event says that it changed. */
  readonly on?: (event: FeedEvent) => boolean;
  /** After so many milliseconds, for what no event tells of; a hidden tab waits until it is seen. */
  readonly every?: (value: T | null) => number;
}

/** Events come in swarms: what they are about is asked for once in so many milliseconds. */
const PAUSE = 500;

/**
 * Something that the API gives as a whole. It is asked for again by the feed or by the clock, in
 * place; should that fail, what is there stays.
 */
export class Reading<Asked, T> {
  readonly value = signal<T | null>(null);
  readonly loading = signal<Loading>('loading');
  readonly failure = signal<Failure | null>(null);

  private generation = 0;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private later: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ask: (asked: Asked) => Promise<T>,
    private readonly again: Again<Asked, T>,
  ) {
    const heard = inject(Feed).events.subscribe((events) => this.hear(events));
    inject(DestroyRef).onDestroy(() => {
      heard.unsubscribe();
      this.generation++;
      clearTimeout(this.soon);
      clearTimeout(this.later);
    });
    effect(() => {
      again.asked?.();
      untracked(() => {
        this.value.set(null);
        void this.reload();
      });
    });
  }

  async reload(): Promise<void> {
    this.loading.set('loading');
    await this.refresh();
  }

  /** Without a word while it lasts. */
  async refresh(): Promise<void> {
    const generation = ++this.generation;
    clearTimeout(this.soon);
    clearTimeout(this.later);
    this.soon = undefined;
    try {
      const value = await this.ask(this.again.asked?.() as Asked);
      if (generation === this.generation) {
        this.value.set(value);
        this.loading.set('ready');
      }
    } catch (thrown) {
      if (generation === this.generation && this.loading() === 'loading') {
        this.failure.set(Failure.of(thrown));
        this.loading.set('failed');
      }
    }
    if (generation === this.generation) {
      this.plan();
    }
  }

  private hear(events: readonly FeedEvent[]): void {
    if (events.some((event) => this.again.on?.(event))) {
      this.soon ??= setTimeout(() => void this.refresh(), PAUSE);
    }
  }

  private plan(): void {
    if (this.again.every !== undefined) {
      const pause = this.again.every(this.value());
      this.later = setTimeout(() => (document.hidden ? this.plan() : void this.refresh()), pause);
    }
  }
}

/** For the component or service that is being made, and as long as that lives. */
export function reading<T, Asked = void>(ask: (asked: Asked) => Promise<T>, again: Again<Asked, T> = {}): Reading<Asked, T> {
  return new Reading(ask, again);
}
