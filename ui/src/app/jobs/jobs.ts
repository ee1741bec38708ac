import {ChangeDetectionStrategy, Component, computed, effect, inject, input, signal} from '@angular/core';
import {ActivatedRoute, Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Graphql} from '../core/graphql';
import {May} from '../core/permissions';
import {Said} from '../core/said';
import {Moment} from '../core/time';
import {Bytes} from '../core/units';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {stepTitle} from '../shared/step-title';
import {Cell, Column, Sorting} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {Bulk} from './bulk';
import {JobRowFragment, JobSort, JOB_SOURCES} from './jobs.generated';
import {address, asked, JobsAsked, STATUSES} from './jobs-filter';
import {JobsStore} from './jobs-store';
import {SavedFilters} from './saved-filters';

/** All jobs: which, in which order, and what can be done with many of them at once. */
@Component({
  imports: [Badge, Bulk, Bytes, Cell, May, Moment, PageHeader, Pane, RouterLink, Said, SavedFilters, Table, TranslocoDirective],
  providers: [JobsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './jobs.html',
  host: {class: 'screen'},
})
export class JobsScreen {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly graphql = inject(Graphql);
  protected readonly store = inject(JobsStore);

  readonly status = input<string>();
  readonly source = input<string>();
  readonly machine = input<string>();
  readonly held = input<string>();
  readonly sort = input<string>();
  readonly order = input<string>();

  protected readonly statuses = STATUSES;
  protected readonly stepTitle = stepTitle;
  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'jobs.name', sort: 'NAME'},
    {id: 'status', name: 'jobs.status', sort: 'STATUS'},
    {id: 'from', name: 'jobs.from'},
    {id: 'to', name: 'jobs.to'},
    {id: 'step', name: 'jobs.step'},
    {id: 'size', name: 'jobs.size', numeric: true},
    {id: 'grade', name: 'jobs.grade'},
    {id: 'created', name: 'jobs.created', sort: 'CREATED', extra: true},
    {id: 'updated', name: 'jobs.updated', sort: 'UPDATED'},
  ];
  protected readonly asked = computed(() =>
    asked({
      status: this.status(),
      source: this.source(),
      machine: this.machine(),
      held: this.held(),
      sort: this.sort(),
      order: this.order(),
    }),
  );
  protected readonly filtered = computed(() => {
    const {status, source, machine, held} = this.asked();
    return status.length > 0 || source !== '' || machine !== '' || held;
  });
  protected readonly sorting = computed<Sorting>(() => ({by: this.asked().sort, order: this.asked().order}));
  protected readonly selected = signal<ReadonlySet<string>>(new Set());
  protected readonly chosen = computed(() => this.store.rows().filter(({key}) => this.selected().has(key)));
  protected readonly sources = signal<readonly {readonly key: string; readonly name: string}[]>([]);
  protected readonly nameOf = (row: JobRowFragment) => row.name;

  constructor() {
    effect(() => {
      this.selected.set(new Set());
      void this.store.show(this.asked());
    });
    void this.fetchSources();
  }

  protected narrow(change: Partial<JobsAsked>): void {
    void this.router.navigate([], {queryParams: address({...this.asked(), ...change})});
  }

  protected everything(): void {
    this.narrow({status: [], source: '', machine: '', held: false});
  }

  protected open({key}: JobRowFragment): void {
    void this.router.navigate([key], {relativeTo: this.route});
  }

  protected sortBy({by, order}: Sorting): void {
    this.narrow({sort: by as JobSort, order});
  }

  private async fetchSources(): Promise<void> {
    const {connections} = await this.graphql.ask(JOB_SOURCES, {});
    this.sources.set(connections.edges.map(({node}) => node).filter(({endpoint}) => endpoint.kind === 'VSPHERE'));
  }
}
