import {FeedEvent} from '../core/feed';
import {Spans} from './spans';

const event = (type: string, second: number, payload: object = {}) =>
  ({type, at: new Date(second * 1000).toISOString(), payload: {step: 1, ...payload}}) as unknown as FeedEvent;

describe('what a step did when', () => {
  it('is told by its events: it ran, waited to try again, ran, and failed', () => {
    const spans = new Spans();
    spans.take(event('transfer.step-started/1', 10, {attempt: 1}));
    spans.take(event('transfer.step-retrying/1', 20));
    spans.take(event('transfer.step-started/1', 50, {attempt: 2}));
    expect(spans.of(1).at(-1)).toMatchObject({kind: 'ran', attempt: 2, to: null});
    spans.take(event('transfer.step-failed/1', 60));
    expect(spans.of(1)).toEqual([
      {kind: 'failed', attempt: 1, from: 10_000, to: 20_000},
      {kind: 'again', attempt: 1, from: 20_000, to: 50_000},
      {kind: 'failed', attempt: 2, from: 50_000, to: 60_000},
    ]);
  });

  it('ends for all steps when the transfer rests', () => {
    const spans = new Spans();
    spans.take(event('transfer.step-started/1', 10, {attempt: 1}));
    spans.take(event('transfer.paused/1', 30));
    expect(spans.of(1)).toEqual([{kind: 'stopped', attempt: 1, from: 10_000, to: 30_000}]);
    expect(spans.of(7)).toEqual([]);
  });
});
