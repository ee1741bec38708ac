import {inject, Injectable} from '@angular/core';
import {FeedEvent} from '../core/feed';
import {Graphql} from '../core/graphql';
import {ListStore, Page} from '../core/list-store';
import {CONNECTIONS, ConnectionRowFragment, ConnectionSort, Order} from './connections.generated';

export interface ConnectionsAsked {
  readonly sort: ConnectionSort;
  readonly order: Order;
}

const PAGE = 200;

/** The list of connections. */
@Injectable()
export class ConnectionsStore extends ListStore<ConnectionRowFragment, ConnectionsAsked> {
  private readonly graphql = inject(Graphql);

  protected async page(asked: ConnectionsAsked, after: string | null): Promise<Page<ConnectionRowFragment>> {
    const {connections} = await this.graphql.ask(CONNECTIONS, {...asked, filter: {}, first: PAGE, after});
    return {
      rows: connections.edges.map(({node}) => node),
      next: connections.pageInfo.hasNextPage ? connections.pageInfo.endCursor : null,
    };
  }

  protected async again(ids: readonly string[]): Promise<readonly ConnectionRowFragment[]> {
    const asked = {filter: {ids}, sort: 'CREATED', order: 'ASC', first: ids.length} as const;
    return (await this.graphql.ask(CONNECTIONS, asked)).connections.edges.map(({node}) => node);
  }

  protected about({type, payload}: FeedEvent): string | null {
    return type.startsWith('connection.') ? String(payload['connection']) : null;
  }
}
