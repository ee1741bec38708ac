import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Graphql} from '../core/graphql';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {saidInLine} from '../core/said';
import {Bytes} from '../core/units';
import {Pane} from '../shared/pane';
import {JOB_NAMES} from './operations.generated';
import {Storage} from './told';

/** Between two looks, in milliseconds. */
const PAUSE = 30_000;

/** As many names are asked for. */
const MOST = 500;

/** What takes how much room, the largest first. */
@Component({
  imports: [Bytes, Pane, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './storage.html',
})
export class StorageUse {
  protected readonly saidInLine = saidInLine;
  private readonly rest = inject(Rest);
  private readonly graphql = inject(Graphql);
  protected readonly storage = reading(() => this.named(), {every: () => PAUSE});
  protected readonly schemas = computed(() =>
    (this.storage.value()?.database.schemas ?? [])
      .map((schema) => ({...schema, tables: schema.tables.toSorted((a, b) => b.bytes - a.bytes)}))
      .toSorted((a, b) => b.bytes - a.bytes),
  );
  protected readonly images = computed(() => (this.storage.value()?.images ?? []).toSorted((a, b) => b.bytes - a.bytes));

  /** With the names of the jobs that are still known. */
  private async named() {
    const storage = await this.rest.get<Storage>('/storage');
    const ids = storage.images.map(({job}) => job).slice(0, MOST);
    const {jobs} = await this.graphql.ask(JOB_NAMES, {ids});
    return {...storage, names: new Map(jobs.edges.map(({node}) => [node.key, node.name]))};
  }
}
