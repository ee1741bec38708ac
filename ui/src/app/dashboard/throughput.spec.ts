import {signal} from '@angular/core';
import {TestBed} from '@angular/core/testing';
import {Subject} from 'rxjs';
import {Feed, FeedState, Progress} from '../core/feed';
import {Throughput} from './throughput';

describe('the throughput', () => {
  const state = signal<FeedState>({kind: 'live', caughtUp: 0});
  const told = (disk: string, rate: number) => ({job: 'j', step: 1, disk, rate}) as Progress;

  function measured(): Throughput {
    state.set({kind: 'live', caughtUp: 0});
    TestBed.configureTestingModule({providers: [{provide: Feed, useValue: {state, progress: new Subject()}}]});
    return TestBed.inject(Throughput);
  }

  it('is what all steps told last, until they fall silent', () => {
    const throughput = measured();
    throughput.take(told('a', 100), 0);
    throughput.take(told('a', 300), 500);
    throughput.take(told('b', 50), 4000);
    throughput.tick(5000);
    throughput.tick(6000);
    throughput.tick(9500);
    expect(throughput.rates).toEqual([350, 50, 0]);
    expect(throughput.summary()).toEqual({now: 0, average: 400 / 3, highest: 350});
  });

  it('is not known while the feed is lost', () => {
    const throughput = measured();
    throughput.take(told('a', 100), 0);
    state.set({kind: 'lost', since: 0});
    throughput.tick(1000);
    expect(throughput.rates).toEqual([null]);
    expect(throughput.summary()).toBeNull();
  });
});
