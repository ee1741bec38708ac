import {ChangeDetectionStrategy, Component, computed, effect, inject, input} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {Moment, Time} from '../core/time';
import {Bytes} from '../core/units';
import {diskName} from '../job/words';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Cell, Column, Sorting} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {Why} from '../shared/why';
import {ArtifactSort} from './artifacts.generated';
import {address, ArtifactsAsked, asked, isThere, Kept} from './artifacts-filter';
import {ArtifactRow, ArtifactsStore} from './artifacts-store';
import {Download} from './download';
import {Manifest} from './manifest';

/** The disk images that this installation keeps or kept. */
@Component({
  imports: [Badge, Bytes, Cell, Download, Manifest, May, Moment, PageHeader, Pane, RouterLink, Table, TranslocoDirective, Why],
  providers: [ArtifactsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './artifacts.html',
  host: {class: 'screen'},
})
export class ArtifactsScreen {
  private readonly router = inject(Router);
  private readonly time = inject(Time);
  protected readonly store = inject(ArtifactsStore);
  protected readonly orders = inject(Orders);

  readonly kept = input<string>();
  readonly job = input<string>();
  readonly sort = input<string>();
  readonly order = input<string>();

  protected readonly kinds: readonly Kept[] = ['kept', 'gone', 'all'];
  protected readonly columns: readonly Column[] = [
    {id: 'job', name: 'artifacts.job'},
    {id: 'disk', name: 'artifacts.disk'},
    {id: 'name', name: 'artifacts.name', sort: 'NAME', extra: true},
    {id: 'state', name: 'artifacts.state', extra: true},
    {id: 'size', name: 'artifacts.size', numeric: true},
    {id: 'root', name: 'artifacts.root'},
    {id: 'check', name: 'artifacts.checked'},
    {id: 'created', name: 'artifacts.created', sort: 'CREATED'},
    {id: 'until', name: 'artifacts.until'},
    {id: 'location', name: 'artifacts.location', extra: true},
    {id: 'download', name: 'artifacts.download'},
  ];
  protected readonly asked = computed(() =>
    asked({kept: this.kept(), job: this.job(), sort: this.sort(), order: this.order()}),
  );
  protected readonly sorting = computed<Sorting>(() => ({by: this.asked().sort, order: this.asked().order}));
  protected readonly usual = computed(() => this.asked().kept === 'kept' && this.asked().job === '');

  constructor() {
    effect(() => void this.store.show(this.asked()));
  }

  protected narrow(change: Partial<ArtifactsAsked>): void {
    void this.router.navigate([], {queryParams: address({...this.asked(), ...change})});
  }

  protected sortBy({by, order}: Sorting): void {
    this.narrow({sort: by as ArtifactSort, order});
  }

  protected there(row: ArtifactRow): boolean {
    return isThere(row, this.time.now());
  }

  /** Without the job, which has a column of its own. */
  protected short(name: string): string {
    return name.split('/').slice(-2).join('/');
  }

  protected disk({disk, job}: ArtifactRow): string {
    return job === null ? disk : diskName(disk, job);
  }

  protected room(row: ArtifactRow) {
    return this.store.roomOf(row, this.time.now());
  }
}
