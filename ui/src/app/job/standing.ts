import {bytes, duration} from '../core/units';
import {JobDoc} from './job-store';
import {Pace, Way} from './pace';
import {Translate} from '../core/said';
import {clock, phaseName, stepName} from './words';

type Zone = 'local' | 'utc';
type Step = JobDoc['steps'][number];

/** What is under way: the steps that run, are tried again or rest until their next time. */
export function underWay({steps}: JobDoc): readonly Step[] {
  return steps.filter(({status}) => status === 'RUNNING' || status === 'RETRYING' || status === 'WAITING');
}

/** How far a step is; a step of one disk has only that one to do. */
export function wayOf(step: Step, {disks}: JobDoc, pace: Pace): Way | null {
  return pace.way(step.index, step.disk === '' ? disks : disks.filter(({key}) => key === step.disk));
}

/** What comes next, in one line. */
export function next(t: Translate, job: JobDoc, pace: Pace | null, now: number, zone: Zone): readonly string[] {
  switch (job.status) {
    case 'RUNNING':
      return underWay(job).map((step) => stepWords(t, step, job, pace, now, zone));
    case 'PAUSED':
      return [t(job.failure == null ? 'job.next.PAUSED' : 'job.next.HELD')];
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELLED':
      return [ended(t, job)];
    default:
      return [t('job.next.' + job.status)];
  }
}

function ended(t: Translate, {startedAt, endedAt}: JobDoc): string {
  const took = startedAt == null || endedAt == null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return took === null ? '' : t('job.next.took', {time: duration(took)});
}

function stepWords(t: Translate, step: Step, job: JobDoc, pace: Pace | null, now: number, zone: Zone): string {
  const name = stepName(t, step, job);
  const at = step.retryAt == null ? '' : clock(Date.parse(step.retryAt), now, zone);
  if (step.status === 'RETRYING') {
    return t('job.next.again', {step: name, at});
  }
  if (step.status === 'WAITING') {
    return t(job.request.warm.budgetBytes > 0 ? 'job.next.budget' : 'job.next.approval', {
      step: name,
      at,
      budget: bytes(job.request.warm.budgetBytes),
    });
  }
  const way = pace === null ? null : wayOf(step, job, pace);
  if (way === null) {
    return name;
  }
  const part = [name, phaseName(t, way.phase), Math.floor((100 * way.done) / Math.max(1, way.total)) + ' %'];
  return way.end === null ? part.join(' · ') : part.concat(eta(t, way.end, now, zone)).join(' · ');
}

function eta(t: Translate, {least, most}: {least: number; most: number}, now: number, zone: Zone): string {
  const [from, to] = [clock(least, now, zone), clock(most, now, zone)];
  return t('job.next.eta', {at: from === to ? from : from + '–' + to});
}
