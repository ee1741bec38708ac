import {DestroyRef, inject, signal} from '@angular/core';
import {Failure} from './failure';
import {Feed, FeedEvent} from './feed';

/** What a list needs of each of its rows. */
export interface Row {
  readonly key: string;
}

export interface Page<R> {
  readonly rows: readonly R[];
  /** Goes on behind them; null where there is no more. */
  readonly next: string | null;
}

export type Loading = 'loading' | 'ready' | 'failed';

/** Events come faster than anybody reads: what changed is asked for again once in so many ms. */
const PAUSE = 500;

/**
 * The rows of a list: GraphQL fills it page by page, and the feed tells which rows to ask for again.
 * Whatever was asked for before the list changed its mind is thrown away.
 */
export abstract class ListStore<R extends Row, Asked> {
  readonly rows = signal<readonly R[]>([]);
  readonly loading = signal<Loading>('loading');
  readonly failure = signal<Failure | null>(null);

  private asked: Asked | null = null;
  private next: string | null = null;
  private generation = 0;
  private fetching = false;
  private readonly changed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const heard = inject(Feed).events.subscribe((events) => this.hear(events));
    inject(DestroyRef).onDestroy(() => {
      heard.unsubscribe();
      clearTimeout(this.timer);
    });
  }

  protected abstract page(asked: Asked, after: string | null): Promise<Page<R>>;

  /** Those of these rows that are still there, whatever the filter says. */
  protected abstract again(keys: readonly string[]): Promise<readonly R[]>;

  /** The key of the row that an event is about, or null. */
  protected abstract about(event: FeedEvent): string | null;

  /** What an event says by itself of its row. */
  protected told(row: R, _event: FeedEvent): R {
    return row;
  }

  async show(asked: Asked): Promise<void> {
    this.asked = asked;
    const generation = ++this.generation;
    this.loading.set('loading');
    try {
      const page = await this.page(asked, null);
      if (generation === this.generation) {
        this.rows.set(page.rows);
        this.next = page.next;
        this.loading.set('ready');
      }
    } catch (thrown) {
      if (generation === this.generation) {
        this.failure.set(Failure.of(thrown));
        this.loading.set('failed');
      }
    }
  }

  async reload(): Promise<void> {
    if (this.asked !== null) {
      await this.show(this.asked);
    }
  }

  /** The next page, once. */
  async more(): Promise<void> {
    if (this.next === null || this.fetching || this.asked === null) {
      return;
    }
    const generation = this.generation;
    this.fetching = true;
    try {
      const page = await this.page(this.asked, this.next);
      if (generation === this.generation) {
        const known = new Set(this.rows().map(({key}) => key));
        this.rows.update((rows) => [...rows, ...page.rows.filter(({key}) => !known.has(key))]);
        this.next = page.next;
      }
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.fetching = false;
    }
  }

  private hear(events: readonly FeedEvent[]): void {
    for (const event of events) {
      const key = this.about(event);
      if (key !== null) {
        this.changed.add(key);
        this.patch(key, (row) => this.told(row, event));
      }
    }
    if (this.changed.size > 0) {
      this.timer ??= setTimeout(() => void this.refresh(), PAUSE);
    }
  }

  private patch(key: string, change: (row: R) => R): void {
    const index = this.rows().findIndex((row) => row.key === key);
    const row = this.rows()[index];
    if (row !== undefined) {
      this.rows.update((rows) => rows.with(index, change(row)));
    }
  }

  private async refresh(): Promise<void> {
    this.timer = undefined;
    const keys = [...this.changed];
    this.changed.clear();
    const shown = new Set(this.rows().map(({key}) => key));
    const known = keys.filter((key) => shown.has(key));
    if (known.length > 0) {
      const fresh = new Map((await this.again(known).catch(() => [])).map((row) => [row.key, row]));
      this.rows.update((rows) => rows.map((row) => fresh.get(row.key) ?? row));
    }
    if (known.length < keys.length) {
      await this.quietly();
    }
  }

  /** The first page again, in place: something came that may belong into it. */
  private async quietly(): Promise<void> {
    if (this.asked === null) {
      return;
    }
    const generation = this.generation;
    const page = await this.page(this.asked, null).catch(() => null);
    if (page !== null && generation === this.generation) {
      const first = new Set(page.rows.map(({key}) => key));
      const rest = this.next === null && page.next === null ? [] : this.rows().slice(page.rows.length);
      this.rows.set([...page.rows, ...rest.filter(({key}) => !first.has(key))]);
    }
  }
}
