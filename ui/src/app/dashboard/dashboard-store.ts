import {computed, DestroyRef, inject, Injectable, signal} from '@angular/core';
import {Failure} from '../core/failure';
import {Feed, FeedEvent, Progress} from '../core/feed';
import {Graphql} from '../core/graphql';
import {Health} from '../core/health';
import {Loading} from '../core/list-store';
import {Rest} from '../core/rest';
import {Pace} from '../job/pace';
import {DASHBOARD, DashboardQuery} from './dashboard.generated';
import {StuckJobs} from './told';

/** Failed jobs are told for so many milliseconds. */
const RECENT = 7 * 86_400_000;

/** What events change is asked for again at most once in so many milliseconds. */
const PAUSE = 1_500;

/** No event tells of these. */
const LOOK = 15_000;

/** Where running jobs are is said anew once in so many milliseconds. */
const STEP = 500;

const ABOUT = /^(job|connection|license)\.|^transfer\.(step|pass|ended|resource|rollback)/;

/** What the first page shows. */
@Injectable()
export class DashboardStore {
  private readonly graphql = inject(Graphql);
  private readonly rest = inject(Rest);

  readonly data = signal<DashboardQuery | null>(null);
  readonly health = signal<Health | null>(null);
  readonly stuck = signal<StuckJobs | null>(null);
  readonly loading = signal<Loading>('loading');
  readonly failure = signal<Failure | null>(null);
  /** Grows when running jobs have moved. */
  readonly moved = signal(0);
  readonly running = computed(() => this.data()?.running.edges.map(({node}) => node) ?? []);

  private readonly paces = new Map<string, Pace>();
  private soon: ReturnType<typeof setTimeout> | undefined;
  private step: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const feed = inject(Feed);
    const heard = feed.events.subscribe((events) => this.hear(events));
    const moved = feed.progress.subscribe((progress) => this.take(progress));
    const look = setInterval(() => document.hidden || void this.look(), LOOK);
    inject(DestroyRef).onDestroy(() => {
      heard.unsubscribe();
      moved.unsubscribe();
      clearInterval(look);
      clearTimeout(this.soon);
      clearTimeout(this.step);
    });
    void this.reload();
  }

  paceOf(job: string): Pace | null {
    return this.paces.get(job) ?? null;
  }

  async reload(): Promise<void> {
    this.loading.set('loading');
    try {
      await Promise.all([this.fill(), this.look()]);
      this.loading.set('ready');
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
      this.loading.set('failed');
    }
  }

  private async fill(): Promise<void> {
    const data = await this.graphql.ask(DASHBOARD, {since: new Date(Date.now() - RECENT).toISOString()});
    const running = new Set(data.running.edges.map(({node}) => node.key));
    [...this.paces.keys()].filter((job) => !running.has(job)).forEach((job) => this.paces.delete(job));
    this.data.set(data);
  }

  private async look(): Promise<void> {
    const [health, stuck] = await Promise.all([
      this.rest.get<Health>('/health').catch(() => null),
      this.rest.get<StuckJobs>('/stuck-jobs').catch(() => null),
    ]);
    this.health.set(health);
    this.stuck.set(stuck);
  }

  private hear(events: readonly FeedEvent[]): void {
    if (events.some(({type}) => ABOUT.test(type))) {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        void this.fill().catch(() => undefined); // what is there stays; the next event asks again
      }, PAUSE);
    }
  }

  private take(progress: readonly Progress[]): void {
    for (const one of progress) {
      const pace = this.paces.get(one.job) ?? new Pace();
      this.paces.set(one.job, pace);
      pace.take(one);
    }
    this.step ??= setTimeout(() => {
      this.step = undefined;
      this.moved.update((times) => times + 1);
    }, STEP);
  }
}
