import {inject, Injectable} from '@angular/core';
import {FeedEvent} from '../core/feed';
import {Graphql} from '../core/graphql';
import {ListStore, Page} from '../core/list-store';
import {OPEN_RESOURCES, OpenResourceRowFragment} from './operations.generated';

const PAGE = 200;

export interface ResourceRow extends OpenResourceRowFragment {
  readonly key: string;
}

/** One job can have only one open resource of a kind and name. */
function row(one: OpenResourceRowFragment): ResourceRow {
  const {kind, connection, name} = one.resource.resource;
  return {key: [one.job?.key, kind, connection, name].join('/'), ...one};
}

/** The list of what is still ours on either side, opened last first. */
@Injectable()
export class ResourcesStore extends ListStore<ResourceRow, object> {
  private readonly graphql = inject(Graphql);

  protected async page(_asked: object, after: string | null): Promise<Page<ResourceRow>> {
    const {openResources} = await this.graphql.ask(OPEN_RESOURCES, {first: PAGE, after});
    return {
      rows: openResources.edges.map(({node}) => row(node)),
      next: openResources.pageInfo.hasNextPage ? openResources.pageInfo.endCursor : null,
    };
  }

  protected async again(): Promise<readonly ResourceRow[]> {
    return [];
  }

  /** No row by its key: rows come and go, so the page is asked for again. */
  protected about({type, job}: FeedEvent): string | null {
    return type.startsWith('transfer.resource-') || type.startsWith('job.') ? job : null;
  }
}
