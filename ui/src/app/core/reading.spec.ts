import {signal} from '@angular/core';
import {TestBed} from '@angular/core/testing';
import {Subject} from 'rxjs';
import {Failure} from './failure';
import {Feed, FeedEvent} from './feed';
import {reading} from './reading';

const event = (type: string) => ({type}) as FeedEvent;

describe('something that is read as a whole', () => {
  const events = new Subject<readonly FeedEvent[]>();
  let answers: (() => Promise<string>)[] = [];
  let asked: string[] = [];
  const ask = (what: string) => {
    asked.push(what);
    return answers.shift()!();
  };
  const which = signal('a');
  const make = () =>
    TestBed.runInInjectionContext(() =>
      reading(ask, {asked: which, on: ({type}) => type.startsWith('claim.'), every: () => 5000}),
    );

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({providers: [{provide: Feed, useValue: {events}}]});
    which.set('a');
    asked = [];
    answers = [async () => 'one'];
  });
  afterEach(() => vi.useRealTimers());

  it('is asked for again once for a swarm of events, and after some time', async () => {
    const read = make();
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(0);
    expect([read.value(), read.loading()]).toEqual(['one', 'ready']);

    answers = [async () => 'two', async () => 'three'];
    events.next([event('claim.broken/1'), event('job.failed/1')]);
    events.next([event('claim.broken/1')]);
    await vi.advanceTimersByTimeAsync(500);
    expect(read.value()).toBe('two');
    await vi.advanceTimersByTimeAsync(5000);
    expect(read.value()).toBe('three');
    expect(asked).toHaveLength(3);
  });

  it('stays when it cannot be asked for again, and says so when it was never there', async () => {
    const refuse = async () => Promise.reject(new Failure({code: 'NOT_ALLOWED'}));
    const read = make();
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(0);
    answers = [refuse, refuse];
    await read.refresh();
    expect([read.value(), read.loading()]).toEqual(['one', 'ready']);

    which.set('b');
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(0);
    expect([read.value(), read.loading(), read.failure()?.code]).toEqual([null, 'failed', 'NOT_ALLOWED']);
  });

  it('is not overwritten by an answer that came too late', async () => {
    let late: (text: string) => void = () => undefined;
    answers = [() => new Promise((resolve) => (late = resolve)), async () => 'of b'];
    const read = make();
    TestBed.tick();
    which.set('b');
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(0);
    late('of a');
    await vi.advanceTimersByTimeAsync(0);
    expect(read.value()).toBe('of b');
    expect(asked).toEqual(['a', 'b']);
  });
});
