import {FeedEvent} from '../core/feed';
import {Story} from './story';

/** A chain has no more links than somebody reads. */
const LINKS = 24;

const WAKES: ReadonlySet<string> = new Set([
  'transfer.began/1',
  'transfer.resumed/1',
  'transfer.cutover-approved/1',
  'transfer.cancelling/1',
  'transfer.pausing/1',
]);

type Meant = (event: FeedEvent) => boolean;

/**
 * What led to an event, newest first. Events of one request share its trace. A worker acts by
 * itself: what it did is because of its step, that because it took the work, and that because of
 * what woke it.
 */
export function because(story: Story, event: FeedEvent): readonly FeedEvent[] {
  const chain = [event];
  for (let cause = before(story, event); cause !== undefined && chain.length < LINKS; cause = before(story, cause)) {
    chain.push(cause);
  }
  return chain;
}

function before(story: Story, event: FeedEvent): FeedEvent | undefined {
  const index = story.upTo(event.position) - 1;
  const trace = event.meta['traceId'];
  const sameTrace = trace === undefined ? undefined : story.before(index, ({meta}) => meta['traceId'] === trace);
  return sameTrace ?? rules(event).map((meant) => story.before(index, meant)).find((cause) => cause !== undefined);
}

/** What it may be because of, the nearest first. */
function rules({type, payload}: FeedEvent): readonly Meant[] {
  const {step, name, resource} = payload as {step?: number; name?: string; resource?: {step: number}};
  const of = (meant: string): Meant => (event) => event.type === meant;
  const begun = (index: number | undefined): Meant => ({type, payload}) =>
    type === 'transfer.step-started/1' && (index === undefined || payload['step'] === index);
  switch (type) {
    case 'transfer.work-taken/1':
      return [({type}) => WAKES.has(type)];
    case 'transfer.step-started/1':
      return [of('transfer.work-taken/1')];
    case 'transfer.resource-opened/1':
      return [({type, payload}) => type === 'transfer.resource-intended/1' && (payload['resource'] as {name: string}).name === name];
    case 'transfer.resource-closed/1':
    case 'transfer.resource-left/1':
      return [({type}) => type === 'transfer.rollback-started/1' || type === 'transfer.step-started/1'];
    case 'transfer.rollback-finished/1':
      return [of('transfer.rollback-started/1')];
    case 'transfer.rollback-started/1':
    case 'transfer.ended/1':
      return [({type}) => type === 'transfer.cancelling/1' || type === 'transfer.step-failed/1' || type === 'transfer.step-succeeded/1'];
    default:
      return type.startsWith('transfer.') ? [begun(step ?? resource?.step)] : [];
  }
}
