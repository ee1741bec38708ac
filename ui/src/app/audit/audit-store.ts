import {DestroyRef, inject, Injectable, signal} from '@angular/core';
import {Feed, FeedEvent} from '../core/feed';
import {Graphql} from '../core/graphql';
import {ListStore, Page} from '../core/list-store';
import {AUDIT, AuditEventFragment} from './audit.generated';
import {AuditAsked, filter, fits} from './audit-filter';

export type AuditRow = AuditEventFragment & {
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, string>>;
};

const PAGE = 100;

/** The log, newest first. What happens meanwhile is counted and shown when somebody wants it: nothing jumps. */
@Injectable()
export class AuditStore extends ListStore<AuditRow, AuditAsked> {
  private readonly graphql = inject(Graphql);
  private shown: AuditAsked | null = null;
  readonly newer = signal(0);

  constructor() {
    super();
    const heard = inject(Feed).events.subscribe((events) => this.count(events));
    inject(DestroyRef).onDestroy(() => heard.unsubscribe());
  }

  override async show(asked: AuditAsked): Promise<void> {
    this.shown = asked;
    this.newer.set(0);
    await super.show(asked);
  }

  protected async page(asked: AuditAsked, after: string | null): Promise<Page<AuditRow>> {
    const {events} = await this.graphql.ask(AUDIT, {filter: filter(asked), first: PAGE, after});
    return {
      rows: events.edges.map(({node}) => ({...node, key: String(node.position)}) as AuditRow),
      next: events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null,
    };
  }

  /** What was stored does not change. */
  protected again(): Promise<readonly AuditRow[]> {
    return Promise.resolve([]);
  }

  protected about(): null {
    return null;
  }

  private count(events: readonly FeedEvent[]): void {
    const asked = this.shown;
    if (asked !== null) {
      const first = this.rows()[0]?.position ?? -1;
      this.newer.update((newer) => newer + events.filter((event) => event.position > first && fits(asked, event)).length);
    }
  }
}
