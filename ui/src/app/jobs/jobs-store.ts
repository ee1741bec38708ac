import {inject, Injectable} from '@angular/core';
import {FeedEvent} from '../core/feed';
import {Graphql} from '../core/graphql';
import {ListStore, Page} from '../core/list-store';
import {JobRowFragment, JobStatus, JOBS} from './jobs.generated';
import {JobsAsked} from './jobs-filter';

const PAGE = 100;

/** What the state of a job is once this happened. */
const STATES: Readonly<Record<string, JobStatus>> = {
  'job.queued/1': 'QUEUED',
  'job.running/1': 'RUNNING',
  'job.pausing/1': 'PAUSING',
  'job.paused/1': 'PAUSED',
  'job.resuming/1': 'RESUMING',
  'job.cancelling/1': 'CANCELLING',
  'job.cancelled/1': 'CANCELLED',
  'job.failed/1': 'FAILED',
  'job.succeeded/1': 'SUCCEEDED',
};

/** The list of jobs. */
@Injectable()
export class JobsStore extends ListStore<JobRowFragment, JobsAsked> {
  private readonly graphql = inject(Graphql);

  protected async page({status, source, machine, held, sort, order}: JobsAsked, after: string | null): Promise<Page<JobRowFragment>> {
    const filter = {status, machine, source: source || null, held: held || null};
    const {jobs} = await this.graphql.ask(JOBS, {filter, sort, order, first: PAGE, after});
    return {
      rows: jobs.edges.map(({node}) => node),
      next: jobs.pageInfo.hasNextPage ? jobs.pageInfo.endCursor : null,
    };
  }

  protected async again(ids: readonly string[]): Promise<readonly JobRowFragment[]> {
    const asked = {filter: {ids}, sort: 'CREATED', order: 'DESC', first: ids.length} as const;
    return (await this.graphql.ask(JOBS, asked)).jobs.edges.map(({node}) => node);
  }

  protected about({job}: FeedEvent): string | null {
    return job === '' ? null : job;
  }

  protected override told(row: JobRowFragment, {type}: FeedEvent): JobRowFragment {
    const status = STATES[type];
    return status === undefined ? row : {...row, status, held: false};
  }
}
