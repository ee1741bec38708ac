import {ChangeDetectionStrategy, Component, computed, effect, inject, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Cell, Column, Sorting} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {ConnectionSort} from './connections.generated';
import {ConnectionsStore} from './connections-store';

/** The endpoints that machines are moved between. */
@Component({
  imports: [Badge, Cell, Moment, PageHeader, Pane, Table, TranslocoDirective],
  providers: [ConnectionsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('connections.title')" />
      <vmto-pane [loading]="store.loading()" [failure]="store.failure()" [empty]="store.rows().length === 0" (again)="store.reload()">
        <p empty>{{ t('connections.none') }}</p>
        <vmto-table
          name="connections"
          [label]="t('connections.title')"
          [columns]="columns"
          [rows]="store.rows()"
          [sorting]="sorting()"
          (sorted)="sorting.set($event)"
          (more)="store.more()"
        >
          <ng-template vmtoCell="name" let-one>{{ one.name }}</ng-template>
          <ng-template vmtoCell="status" let-one>
            <vmto-badge [state]="one.status" [title]="one.failure?.message ?? ''" />
          </ng-template>
          <ng-template vmtoCell="kind" let-one>{{ t('platform.' + one.endpoint.kind) }}</ng-template>
          <ng-template vmtoCell="product" let-one>{{ one.product }} {{ one.version }}</ng-template>
          <ng-template vmtoCell="url" let-one>{{ one.endpoint.url }}</ng-template>
          <ng-template vmtoCell="updated" let-one><vmto-time [at]="one.updatedAt" [ago]="true" /></ng-template>
        </vmto-table>
      </vmto-pane>
    </ng-container>
  `,
})
export class ConnectionsScreen {
  protected readonly store = inject(ConnectionsStore);
  protected readonly sorting = signal<Sorting>({by: 'NAME', order: 'ASC'});
  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'connections.name', sort: 'NAME'},
    {id: 'status', name: 'connections.status', sort: 'STATUS'},
    {id: 'kind', name: 'connections.kind'},
    {id: 'product', name: 'connections.product'},
    {id: 'url', name: 'connections.url'},
    {id: 'updated', name: 'connections.updated', sort: 'UPDATED'},
  ];
  private readonly asked = computed(() => ({sort: this.sorting().by as ConnectionSort, order: this.sorting().order}));

  constructor() {
    effect(() => void this.store.show(this.asked()));
  }
}
