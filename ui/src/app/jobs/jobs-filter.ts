import {JobSort, JobStatus, Order} from './jobs.generated';

export const STATUSES: readonly JobStatus[] = [
  'CREATED',
  'QUEUED',
  'RUNNING',
  'PAUSING',
  'PAUSED',
  'RESUMING',
  'CANCELLING',
  'CANCELLED',
  'FAILED',
  'SUCCEEDED',
];
const SORTS: readonly JobSort[] = ['CREATED', 'UPDATED', 'NAME', 'STATUS'];

/** Which jobs are shown, and in which order. */
export interface JobsAsked {
  readonly status: readonly JobStatus[];
  readonly source: string;
  readonly machine: string;
  readonly held: boolean;
  readonly sort: JobSort;
  readonly order: Order;
}

/** As it stands in the address; what is usual is left out. */
export type JobsAddress = Partial<Record<keyof JobsAsked, string | undefined>>;

/** An address may have been written by hand: what it says wrongly is left out. */
export function asked(address: JobsAddress): JobsAsked {
  return {
    status: STATUSES.filter((status) => address.status?.split(',').includes(status)),
    source: address.source ?? '',
    machine: address.machine ?? '',
    held: address.held === 'true',
    sort: SORTS.find((sort) => sort === address.sort) ?? 'CREATED',
    order: address.order === 'ASC' ? 'ASC' : 'DESC',
  };
}

export function address({status, source, machine, held, sort, order}: JobsAsked): Record<keyof JobsAsked, string | null> {
  return {
    status: status.join(',') || null,
    source: source || null,
    machine: machine || null,
    held: held ? 'true' : null,
    sort: sort === 'CREATED' ? null : sort,
    order: order === 'DESC' ? null : order,
  };
}
