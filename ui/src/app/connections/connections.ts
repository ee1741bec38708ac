import {ChangeDetectionStrategy, Component, computed, effect, inject, signal} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {Said} from '../core/said';
import {Moment} from '../core/time';
import {Rate} from '../core/units';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Cell, Column, Sorting} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {ConnectionSort} from './connections.generated';
import {ConnectionsStore} from './connections-store';

/** The endpoints that machines are moved between. */
@Component({
  imports: [Badge, Cell, May, Moment, PageHeader, Pane, Rate, RouterLink, Said, Table, TranslocoDirective],
  providers: [ConnectionsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  templateUrl: './connections.html',
})
export class ConnectionsScreen {
  private readonly router = inject(Router);
  protected readonly store = inject(ConnectionsStore);
  protected readonly sorting = signal<Sorting>({by: 'NAME', order: 'ASC'});
  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'connections.name', sort: 'NAME'},
    {id: 'status', name: 'connections.status', sort: 'STATUS'},
    {id: 'kind', name: 'connections.kind'},
    {id: 'product', name: 'connections.product'},
    {id: 'url', name: 'connections.url'},
    {id: 'capabilities', name: 'connections.capabilities'},
    {id: 'limit', name: 'connections.limit', numeric: true, extra: true},
    {id: 'updated', name: 'connections.updated', sort: 'UPDATED'},
  ];
  private readonly asked = computed(() => ({sort: this.sorting().by as ConnectionSort, order: this.sorting().order}));

  constructor() {
    effect(() => void this.store.show(this.asked()));
  }

  protected open(key: string): void {
    void this.router.navigate(['/connections', key]);
  }
}
