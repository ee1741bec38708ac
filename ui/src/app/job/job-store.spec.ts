import {signal} from '@angular/core';
import {TestBed} from '@angular/core/testing';
import {TranslocoService} from '@jsverse/transloco';
import {Subject} from 'rxjs';
import {Feed, FeedEvent, FeedState, Progress} from '../core/feed';
import {Graphql} from '../core/graphql';
import {Rest} from '../core/rest';
import {JOB, JOB_AT, JOB_HISTORY} from './job.generated';
import {JobStore} from './job-store';

const event = (position: number, type = 'job.limits-changed/1', job = 'j') =>
  ({position, type, job, at: '2026-03-02T09:00:00Z', payload: {}, meta: {}}) as unknown as FeedEvent;

describe('the store of a job', () => {
  let asked: string[];
  let history: FeedEvent[];
  let events: Subject<readonly FeedEvent[]>;
  let progress: Subject<readonly Progress[]>;
  let state: ReturnType<typeof signal<FeedState>>;
  let store: JobStore;

  const answers: Record<string, (asked: {after: number; first: number; position: number}) => unknown> = {
    [JOB]: () => ({job: {name: 'now'}}),
    [JOB_AT]: ({position}) => ({job: {}, jobAt: position < 5 ? null : {name: 'at ' + position}}),
    [JOB_HISTORY]: ({after, first}) => ({job: {history: history.filter(({position}) => position > after).slice(0, first)}}),
  };
  const count = (question: string) => asked.filter((one) => one === question).length;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    history = Array.from({length: 1200}, (_, position) => event(position));
    events = new Subject();
    progress = new Subject();
    state = signal<FeedState>({kind: 'live', caughtUp: 0});
    const ask = async (question: string, variables: never) => {
      asked.push(question);
      return answers[question]!(variables);
    };
    TestBed.configureTestingModule({
      providers: [
        JobStore,
        {provide: Feed, useValue: {events, progress, state}},
        {provide: Graphql, useValue: {ask}},
        {provide: Rest, useValue: {get: async () => ({samples: []})}},
        {provide: TranslocoService, useValue: {translate: (key: string) => key}},
      ],
    });
    store = TestBed.inject(JobStore);
  });
  afterEach(() => vi.useRealTimers());

  it('has each event once and in order, those too that come while the past is read', async () => {
    const shown = store.show('j');
    events.next([event(1199), event(1200), event(1201, 'job.running/1', 'other')]);
    await shown;
    events.next([event(1200), event(1202)]);
    expect(store.complete()).toBe(true);
    expect(store.story.size).toBe(1202);
    expect(store.story.end).toBe(1202);
    expect(count(JOB_HISTORY)).toBe(3);
  });

  it('asks for the job once for all that happens within a second', async () => {
    await store.show('j');
    for (let position = 1200; position < 1400; position++) {
      events.next([event(position)]);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(count(JOB)).toBe(2);
    expect(store.told()).toBe(1400);
  });

  it('reads what it missed when the feed lives again', async () => {
    await store.show('j');
    TestBed.tick();
    state.set({kind: 'lost', since: 0});
    TestBed.tick();
    history.push(event(1200));
    state.set({kind: 'live', caughtUp: 0});
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(0);
    expect(store.story.end).toBe(1200);
  });

  it('shows how the job was, asks once for where a slider rests, and comes back', async () => {
    await store.show('j');
    store.travel(7);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.job()?.name).toBe('at 7');
    expect(store.shown()).toBe(8);
    [8, 9, 10].forEach((position) => store.travel(position));
    await vi.advanceTimersByTimeAsync(150);
    expect(store.job()?.name).toBe('at 10');
    expect(count(JOB_AT)).toBe(2);
    store.travel(null);
    expect(store.job()?.name).toBe('now');
    expect(store.shown()).toBe(1200);
  });

  it('says so where there was no job yet', async () => {
    await store.show('j');
    store.travel(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.state()).toBe('failed');
    expect(store.failure()).toMatchObject({code: 'UNKNOWN_JOB', message: 'job.unknown'});
  });
});
