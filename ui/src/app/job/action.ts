import {JobStatus} from './job.generated';
import {JobDoc} from './job-store';

export type Action = 'start' | 'cutover' | 'resume' | 'retry' | 'pause' | 'limits' | 'cancel';

/** In which states the server takes each of them. */
const WHEN: Readonly<Record<Action, readonly JobStatus[]>> = {
  start: ['CREATED'],
  cutover: ['RUNNING', 'PAUSING', 'PAUSED', 'RESUMING'],
  resume: ['PAUSED'],
  retry: ['FAILED'],
  pause: ['RUNNING'],
  limits: ['CREATED', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'RESUMING', 'FAILED'],
  cancel: ['CREATED', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'RESUMING', 'FAILED'],
};

/** These ask for the machine's name: nobody can make them undone. */
export const NAMED: ReadonlySet<Action> = new Set(['cutover', 'cancel']);

/** What may be done with a job as it stands, most wanted first. */
export function offered(job: Pick<JobDoc, 'status' | 'request'>, approved: boolean, permissions: readonly string[]): readonly Action[] {
  return (Object.keys(WHEN) as Action[]).filter(
    (action) =>
      WHEN[action].includes(job.status) &&
      permissions.includes(action === 'cutover' ? 'APPROVE' : 'RUN_JOBS') &&
      (action !== 'cutover' || (job.request.warm.wanted && !approved)),
  );
}
