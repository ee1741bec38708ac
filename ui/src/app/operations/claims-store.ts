import {inject, Injectable} from '@angular/core';
import {FeedEvent} from '../core/feed';
import {Graphql} from '../core/graphql';
import {ListStore, Page} from '../core/list-store';
import {ClaimRowFragment, CLAIMS} from './operations.generated';

const PAGE = 200;

/** The list of machines that jobs hold, held longest first. */
@Injectable()
export class ClaimsStore extends ListStore<ClaimRowFragment, object> {
  private readonly graphql = inject(Graphql);

  protected async page(_asked: object, after: string | null): Promise<Page<ClaimRowFragment>> {
    const {claims} = await this.graphql.ask(CLAIMS, {first: PAGE, after});
    return {
      rows: claims.edges.map(({node}) => node),
      next: claims.pageInfo.hasNextPage ? claims.pageInfo.endCursor : null,
    };
  }

  protected async again(): Promise<readonly ClaimRowFragment[]> {
    return [];
  }

  /** No row by its key: rows come and go, so the page is asked for again. */
  protected about({type, job}: FeedEvent): string | null {
    return type.startsWith('claim.') || type.startsWith('job.') ? 'job ' + job : null;
  }
}
