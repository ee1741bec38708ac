import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Bytes} from '../core/units';
import {Pane} from '../shared/pane';
import {Storage} from './told';

/** Between two looks, in milliseconds. */
const PAUSE = 30_000;

/** What takes how much room, the largest first. */
@Component({
  imports: [Bytes, Pane, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './storage.html',
})
export class StorageUse {
  private readonly rest = inject(Rest);
  protected readonly storage = reading(() => this.rest.get<Storage>('/storage'), {every: () => PAUSE});
  protected readonly schemas = computed(() =>
    (this.storage.value()?.database.schemas ?? [])
      .map((schema) => ({...schema, tables: schema.tables.toSorted((a, b) => b.bytes - a.bytes)}))
      .toSorted((a, b) => b.bytes - a.bytes),
  );
  protected readonly images = computed(() => (this.storage.value()?.images ?? []).toSorted((a, b) => b.bytes - a.bytes));
}
