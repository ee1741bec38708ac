import {FeedEvent} from '../core/feed';
import {because} from './because';
import {Story} from './story';

let position = 0;
const event = (type: string, traceId: string, payload: object = {}) =>
  ({position: ++position, type: type + '/1', meta: {traceId}, payload}) as unknown as FeedEvent;

/** As a job that somebody starts and whose copy fails is stored. */
const HISTORY = [
  event('job.created', 'plan'),
  event('job.queued', 'start'),
  event('claim.machine-claimed', 'start'),
  event('transfer.began', 'start'),
  event('transfer.work-taken', 'w1'),
  event('transfer.step-started', 'w1', {step: 0, attempt: 1}),
  event('transfer.step-succeeded', 'w2', {step: 0}),
  event('transfer.step-started', 'w3', {step: 1, attempt: 1}),
  event('transfer.resource-intended', 'w4', {resource: {name: 'disk', step: 1}}),
  event('transfer.resource-opened', 'w5', {name: 'disk'}),
  event('transfer.step-failed', 'w6', {step: 1}),
  event('transfer.rollback-started', 'w6'),
  event('transfer.resource-closed', 'w7', {name: 'disk'}),
];

describe('why something happened', () => {
  const story = new Story();
  story.add(HISTORY);
  const chain = (type: string) =>
    because(story, HISTORY.findLast((one) => one.type === type + '/1')!).map(({type}) => type.replace('/1', ''));
  const STEP = ['transfer.step-started', 'transfer.work-taken', 'transfer.began', 'claim.machine-claimed', 'job.queued'];

  it('is what was asked for', () => expect(chain('transfer.began')).toEqual(STEP.slice(2)));

  it('is, of what a worker made, its step, and why it took the work', () => {
    expect(chain('transfer.resource-opened')).toEqual(['transfer.resource-opened', 'transfer.resource-intended', ...STEP]);
  });

  it('is, of what was taken back, the step that failed', () => {
    expect(chain('transfer.resource-closed')).toEqual(['transfer.resource-closed', 'transfer.rollback-started', 'transfer.step-failed', ...STEP]);
  });

  it('is nothing else for what came first', () => expect(chain('job.created')).toEqual(['job.created']));
});
