import {DestroyRef, inject, Injectable, signal} from '@angular/core';
import {Failure} from '../core/failure';
import {Feed} from '../core/feed';
import {Graphql} from '../core/graphql';
import {Loading} from '../core/list-store';
import {CONNECTION, ConnectionDetailFragment} from './connections.generated';

/** One connection: GraphQL fills it, and it is asked for again whenever the feed tells of it. */
@Injectable()
export class ConnectionStore {
  private readonly graphql = inject(Graphql);
  readonly connection = signal<ConnectionDetailFragment | null>(null);
  readonly loading = signal<Loading>('loading');
  readonly failure = signal<Failure | null>(null);
  private key = '';

  constructor() {
    const heard = inject(Feed).events.subscribe((events) => {
      if (events.some(({type, payload}) => type.startsWith('connection.') && payload['connection'] === this.key)) {
        void this.fetch();
      }
    });
    inject(DestroyRef).onDestroy(() => heard.unsubscribe());
  }

  async show(key: string): Promise<void> {
    this.key = key;
    this.connection.set(null);
    this.loading.set('loading');
    await this.fetch();
  }

  async fetch(): Promise<void> {
    const key = this.key;
    try {
      const {connection} = await this.graphql.ask(CONNECTION, {key});
      if (key === this.key) {
        this.connection.set(connection);
        this.loading.set('ready');
      }
    } catch (thrown) {
      if (key === this.key) {
        this.failure.set(Failure.of(thrown));
        this.loading.set('failed');
      }
    }
  }
}
