import {JobsAddress} from '../jobs/jobs-filter';
import {DashboardQuery, JobStatus} from './dashboard.generated';

/** How many jobs are in a state, and the address of their list. */
export interface Count {
  /** One of the words of a badge. */
  readonly state: JobStatus | 'HELD';
  readonly jobs: number;
  readonly bytes: number;
  readonly query: JobsAddress;
}

const ORDER: readonly Count['state'][] = [
  'HELD',
  'RUNNING',
  'RESUMING',
  'PAUSING',
  'PAUSED',
  'CANCELLING',
  'QUEUED',
  'CREATED',
  'FAILED',
  'SUCCEEDED',
  'CANCELLED',
];

/** In the order in which they matter; states without a job are left out. */
export function counts(told: DashboardQuery['jobCounts']): readonly Count[] {
  return told
    .map(({status, held, jobs, bytes}): Count => ({
      state: held ? 'HELD' : status,
      jobs,
      bytes,
      query: held ? {held: 'true'} : {status},
    }))
    .toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
}
