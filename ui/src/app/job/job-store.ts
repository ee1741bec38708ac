import {computed, DestroyRef, effect, inject, Injectable, signal, untracked} from '@angular/core';
import {TranslocoService} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Feed, FeedEvent, Progress} from '../core/feed';
import {Graphql} from '../core/graphql';
import {Loading} from '../core/list-store';
import {Rest} from '../core/rest';
import {JOB, JOB_AT, JOB_HISTORY, JobQuery, JobStatus} from './job.generated';
import {Pace} from './pace';
import {Spans} from './spans';
import {Story} from './story';
import {Throughput} from './throughput';

/** A job as the page shows it, of now or of once. */
export type JobDoc = NonNullable<JobQuery['job']>;

/** However much happens, the job is asked for again once in so many milliseconds. */
const PAUSE = 1_000;

/** Where a slider rests for so many milliseconds is where somebody wants to be. */
const REST = 150;
const PAGE = 500;
const SAMPLES = 10_000;

/** What the state of a job is once this happened. */
export const STATES: Readonly<Record<string, JobStatus>> = {
  'job.created/1': 'CREATED',
  'job.queued/1': 'QUEUED',
  'job.running/1': 'RUNNING',
  'job.pausing/1': 'PAUSING',
  'job.paused/1': 'PAUSED',
  'job.resuming/1': 'RESUMING',
  'job.cancelling/1': 'CANCELLING',
  'job.cancelled/1': 'CANCELLED',
  'job.failed/1': 'FAILED',
  'job.succeeded/1': 'SUCCEEDED',
};

/** What else its head tells of. */
const TURNS: ReadonlySet<string> = new Set(['job.cutover-approved/1', 'transfer.source-powered-on/1', 'transfer.step-failed/1']);

/**
 * One job: its document, its events, and where its running steps are. What comes over the feed is
 * put at the end of what is known, and signals are turned once for all that came with a frame.
 */
@Injectable()
export class JobStore {
  private readonly graphql = inject(Graphql);
  private readonly rest = inject(Rest);
  private readonly texts = inject(TranslocoService);
  private readonly feed = inject(Feed);

  private readonly loading = signal<Loading>('loading');
  /** What was asked for may be here, and the past that is looked at not yet. */
  readonly state = computed(() => (this.loading() === 'ready' && this.job() === null ? 'loading' : this.loading()));
  readonly failure = signal<Failure | null>(null);
  private readonly live = signal<JobDoc | null>(null);
  private readonly past = signal<JobDoc | null>(null);
  private readonly id = signal('');
  /** The position that is looked at, or null for now. */
  readonly at = signal<number | null>(null);
  /** As it is looked at. */
  readonly job = computed(() => (this.at() === null ? this.live() : this.past()));
  readonly now = this.live.asReadonly();

  story = new Story();
  /** Those of its events that turn its state, and the others that its head tells of. */
  turns: FeedEvent[] = [];
  spans = new Spans();
  pace = new Pace();
  throughput = new Throughput();
  /** How many events are known; whoever reads the story reads this first. */
  readonly told = signal(0);
  /** Turns with the events that spans and turns are made of. */
  readonly turned = signal(0);
  /** Turns with each progress and sample. */
  readonly moved = signal(0);
  /** Whether all events of the past are here. */
  readonly complete = signal(false);
  /** How many of the events had happened by then. */
  readonly shown = computed(() => {
    const at = this.at();
    this.told();
    return at === null ? this.story.size : this.story.upTo(at);
  });

  private generation = 0;
  private reading: Promise<void> | null = null;
  private waiting: FeedEvent[] = [];
  private early: Progress[] | null = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private moving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const heard = this.feed.events.subscribe((events) => this.hear(events));
    const moved = this.feed.progress.subscribe((progress) => this.move(progress));
    effect(() => {
      if (this.feed.state().kind === 'live') {
        untracked(() => this.catchUp());
      }
    });
    inject(DestroyRef).onDestroy(() => {
      heard.unsubscribe();
      moved.unsubscribe();
      clearTimeout(this.timer);
      clearTimeout(this.moving);
      this.generation++;
    });
  }

  async show(id: string): Promise<void> {
    const generation = ++this.generation;
    this.id.set(id);
    this.live.set(null);
    this.past.set(null);
    this.story = new Story();
    this.spans = new Spans();
    this.pace = new Pace();
    this.throughput = new Throughput();
    this.turns = [];
    this.waiting = [];
    this.early = [];
    this.told.set(0);
    this.complete.set(false);
    this.loading.set('loading');
    try {
      await this.fetch(generation);
      if (generation === this.generation) {
        this.loading.set('ready');
      }
      this.reading = null;
      await Promise.all([this.read(generation), this.fetchSamples(id, generation)]);
    } catch (thrown) {
      if (generation === this.generation) {
        this.fail(thrown);
      }
    }
  }

  reload(): void {
    void this.show(this.id());
    this.travel(this.at());
  }

  /** To how it was once an event was stored, or back to now. Whoever moves on quickly is asked for once. */
  travel(at: number | null): void {
    clearTimeout(this.moving);
    this.at.set(at);
    if (at === null) {
      this.past.set(null);
      if (this.live() !== null) {
        this.loading.set('ready');
      }
      return;
    }
    const jump = this.past() === null;
    if (jump) {
      this.past.set(this.live());
    }
    this.moving = setTimeout(() => void this.arrive(this.id(), at), jump ? 0 : REST);
  }

  private async arrive(id: string, at: number): Promise<void> {
    const meant = () => this.at() === at && id === this.id();
    try {
      const {job, jobAt} = await this.graphql.ask(JOB_AT, {id, position: at});
      if (meant()) {
        this.past.set({...this.there(jobAt), source: job?.source ?? null, target: job?.target ?? null});
      }
    } catch (thrown) {
      if (meant()) {
        this.fail(thrown);
      }
    }
  }

  private there<T>(found: T | null | undefined): T {
    if (found === null || found === undefined) {
      const [detail, remedy] = ['job.unknown', 'job.unknownRemedy'].map((key) => this.texts.translate(key));
      throw new Failure({code: 'UNKNOWN_JOB', detail, remedy, status: 404});
    }
    return found;
  }

  private fail(thrown: unknown): void {
    this.failure.set(Failure.of(thrown));
    this.loading.set('failed');
  }

  private async fetch(generation: number): Promise<void> {
    const {job} = await this.graphql.ask(JOB, {id: this.id()});
    if (generation === this.generation) {
      this.live.set(this.there(job));
    }
  }

  /** All events that are not known yet, page by page; what comes meanwhile waits. */
  private async read(generation: number): Promise<void> {
    if (generation !== this.generation) {
      return;
    }
    this.reading ??= this.pages(generation)
      .then(() => {
        if (generation === this.generation) {
          this.complete.set(true);
          this.take(this.waiting.splice(0));
        }
      })
      .finally(() => {
        if (generation === this.generation) {
          this.reading = null;
        }
      });
    await this.reading;
  }

  private async pages(generation: number): Promise<void> {
    for (;;) {
      const asked = {id: this.id(), after: this.story.end, first: PAGE};
      const history = (await this.graphql.ask(JOB_HISTORY, asked)).job?.history ?? [];
      if (generation !== this.generation) {
        return;
      }
      this.take(history as readonly FeedEvent[]);
      if (history.length < PAGE) {
        return;
      }
    }
  }

  private async fetchSamples(id: string, generation: number): Promise<void> {
    for (let since = '1970-01-01T00:00:00Z'; ; ) {
      const path = `/jobs/${encodeURIComponent(id)}/samples?limit=${SAMPLES}&since=${since}`;
      const {samples} = await this.rest.get<{samples: readonly Progress[]}>(path);
      if (generation !== this.generation) {
        return;
      }
      this.measure(samples);
      if (samples.length < SAMPLES) {
        this.measure(this.early?.splice(0) ?? []);
        this.early = null;
        return;
      }
      since = samples.at(-1)!.at;
    }
  }

  /** The feed lives (again): what was stored before it did is read. */
  private catchUp(): void {
    if (this.loading() === 'ready') {
      const generation = this.generation;
      const before = this.reading?.catch(() => undefined);
      void Promise.resolve(before).then(() => this.read(generation)).catch(() => undefined);
      this.again();
    }
  }

  private hear(events: readonly FeedEvent[]): void {
    const own = events.filter(({job}) => job === this.id());
    if (own.length === 0) {
      return;
    }
    if (this.complete() && this.reading === null) {
      this.take(own);
    } else {
      this.waiting.push(...own);
    }
    this.again();
  }

  private take(events: readonly FeedEvent[]): void {
    const fresh = this.story.add(events);
    let turned = false;
    for (const event of fresh) {
      turned = this.spans.take(event) || turned;
      if (event.type in STATES || TURNS.has(event.type)) {
        this.turns.push(event);
        turned = true;
      }
    }
    if (turned) {
      this.turned.update((count) => count + 1);
    }
    if (fresh.length > 0) {
      this.told.update((told) => told + fresh.length);
    }
  }

  private move(progress: readonly Progress[]): void {
    const own = progress.filter(({job}) => job === this.id());
    if (own.length > 0 && this.early === null) {
      this.measure(own);
    } else {
      this.early?.push(...own);
    }
  }

  private measure(samples: readonly Progress[]): void {
    for (const sample of samples) {
      this.pace.take(sample);
      this.throughput.add(sample);
    }
    this.moved.update((moved) => moved + 1);
  }

  private again(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.fetch(this.generation).catch(() => undefined);
    }, PAUSE);
  }
}
