import {inject, Injectable, signal} from '@angular/core';
import {FeedEvent} from '../core/feed';
import {Graphql} from '../core/graphql';
import {ListStore, Page} from '../core/list-store';
import {Rest} from '../core/rest';
import {ArtifactRowFragment, ARTIFACTS} from './artifacts.generated';
import {ArtifactsAsked, isThere} from './artifacts-filter';

export type ArtifactRow = ArtifactRowFragment & {readonly key: string};

/** How much room the images of a job take where they are kept. */
export interface Room {
  readonly images: number;
  readonly bytes: number;
}

interface Storage {
  readonly images: readonly (Room & {readonly job: string})[];
}

const PAGE = 200;

/** Events that change an image; each is about a job and not about a row, so the list is asked for again. */
const ABOUT = /^transfer\.(resource-(intended|opened|closed)|evidence-recorded)\/|^job\.image-check/;

/** The list of disk images. */
@Injectable()
export class ArtifactsStore extends ListStore<ArtifactRow, ArtifactsAsked> {
  private readonly graphql = inject(Graphql);
  private readonly rest = inject(Rest);
  /** By the keys of jobs; empty where it could not be told. */
  readonly room = signal<ReadonlyMap<string, Room>>(new Map());

  protected async page({kept, job, sort, order}: ArtifactsAsked, after: string | null): Promise<Page<ArtifactRow>> {
    const filter = {kept: kept === 'all' ? null : kept === 'kept', jobs: job === '' ? [] : [job]};
    const [{artifacts}] = await Promise.all([
      this.graphql.ask(ARTIFACTS, {filter, sort, order, first: PAGE, after}),
      after === null ? this.measure() : null,
    ]);
    return {
      rows: artifacts.edges.map(({node}) => ({...node, key: node.name})),
      next: artifacts.pageInfo.hasNextPage ? artifacts.pageInfo.endCursor : null,
    };
  }

  protected again(): Promise<readonly ArtifactRow[]> {
    return Promise.resolve([]);
  }

  protected about({type, job}: FeedEvent): string | null {
    return ABOUT.test(type) ? job : null;
  }

  /** Of an image that is there; of several of one job only together. */
  roomOf({job, keptUntil, deletedAt}: ArtifactRow, now: number): Room | null {
    return isThere({keptUntil, deletedAt}, now) ? (this.room().get(job?.key ?? '') ?? null) : null;
  }

  private async measure(): Promise<void> {
    const {images} = await this.rest.get<Storage>('/storage').catch((): Storage => ({images: []}));
    this.room.set(new Map(images.map(({job, ...room}) => [job, room])));
  }
}
