import {signal} from '@angular/core';
import {TestBed} from '@angular/core/testing';
import {Subject} from 'rxjs';
import {Feed, FeedEvent, FeedState, Progress} from '../core/feed';
import {Throughput} from './throughput';

describe('the throughput', () => {
  const state = signal<FeedState>({kind: 'live', caughtUp: 0});
  const told = (disk: string, rate: number) => ({job: 'j', step: 1, disk, rate}) as Progress;

  function measured(): Throughput {
    state.set({kind: 'off'});
    TestBed.configureTestingModule({providers: [{provide: Feed, useValue: {state, progress: new Subject(), events: new Subject()}}]});
    const throughput = TestBed.inject(Throughput);
    expect(throughput.summary()).toBeNull(); // there is no feed yet
    state.set({kind: 'live', caughtUp: 0});
    return throughput;
  }

  it('is what all steps told last, until they fall silent', () => {
    const throughput = measured();
    throughput.take(told('a', 100), 0);
    throughput.take(told('a', 300), 500);
    throughput.take(told('b', 50), 4000);
    throughput.tick(60_000);
    throughput.tick(61_000);
    throughput.tick(65_000);
    expect(throughput.rates).toEqual([null, 350, 50, 0]);
    expect(throughput.summary()).toEqual({now: 0, average: 400 / 3, highest: 350});
  });

  it('ends with the step, or with all of the job', () => {
    const throughput = measured();
    const over = (type: string, payload: object) => throughput.hear({type, job: 'j', payload} as FeedEvent);
    throughput.take(told('a', 100), 0);
    throughput.take({...told('b', 50), step: 11}, 0);
    over('transfer.step-started/1', {step: 11});
    over('transfer.step-succeeded/1', {step: 1});
    throughput.tick(1000);
    over('transfer.paused/1', {});
    throughput.tick(2000);
    expect(throughput.rates).toEqual([null, 50, 0]);
  });

  it('is not known while the feed is lost', () => {
    const throughput = measured();
    throughput.take(told('a', 100), 0);
    state.set({kind: 'lost', since: 0});
    throughput.tick(1000);
    expect(throughput.rates).toEqual([null, null]);
    expect(throughput.summary()).toBeNull();
  });
});
