import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Graphql} from '../core/graphql';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Bytes} from '../core/units';
import {Pane} from '../shared/pane';
import {Why} from '../shared/why';
import {NAMED_JOBS} from './operations.generated';
import {Storage} from './told';

/** Between two looks, in milliseconds. */
const PAUSE = 30_000;

/** So many jobs can be asked for at once. */
const MOST = 500;

/** What takes how much room, the largest first. */
@Component({
  imports: [Bytes, Pane, RouterLink, TranslocoDirective, Why],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './storage.html',
})
export class StorageUse {
  private readonly graphql = inject(Graphql);
  private readonly rest = inject(Rest);
  protected readonly storage = reading(() => this.rest.get<Storage>('/storage'), {every: () => PAUSE});
  protected readonly schemas = computed(() =>
    (this.storage.value()?.database.schemas ?? [])
      .map((schema) => ({...schema, tables: schema.tables.toSorted((a, b) => b.bytes - a.bytes)}))
      .toSorted((a, b) => b.bytes - a.bytes),
  );
  protected readonly images = computed(() => (this.storage.value()?.images ?? []).toSorted((a, b) => b.bytes - a.bytes));
  private readonly keys = computed(() => this.images().slice(0, MOST).map(({job}) => job).join(' '));
  /** Of the jobs that have images, by their keys; none for a job that is not known any more. */
  protected readonly names = reading((keys: string) => this.fetchNames(keys), {asked: this.keys});

  private async fetchNames(keys: string): Promise<ReadonlyMap<string, string>> {
    const {jobs} = keys === '' ? {jobs: {edges: []}} : await this.graphql.ask(NAMED_JOBS, {keys: keys.split(' ')});
    return new Map(jobs.edges.map(({node}) => [node.key, node.name]));
  }
}
