import {ChangeDetectionStrategy, Component, inject, signal} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Graphql} from '../core/graphql';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {diskName} from '../job/words';
import {RESOURCE_CONNECTIONS} from './operations.generated';
import {ResourcesStore} from './resources-store';

/** What is still ours out there, of which job and since when. */
@Component({
  imports: [Badge, Cell, Moment, Pane, RouterLink, Table, TranslocoDirective],
  providers: [ResourcesStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  template: `
    <ng-container *transloco="let t">
      <vmto-pane [loading]="store.loading()" [failure]="store.failure()" [empty]="store.rows().length === 0" (again)="store.reload()">
        <p empty>{{ t('resources.none') }}</p>
        <vmto-table
          name="open-resources"
          [label]="t('operations.resources')"
          [columns]="columns"
          [rows]="store.rows()"
          (more)="store.more()"
        >
          <p tools class="quiet">{{ t('resources.words') }}</p>
          <ng-template vmtoCell="kind" let-one>{{ t('resource.' + one.resource.resource.kind) }}</ng-template>
          <ng-template vmtoCell="name" let-one>
            {{ one.resource.resource.name }}
            @if (one.job && one.resource.resource.disk) {
              <span class="quiet">{{ diskName(one.resource.resource.disk, one.job) }}</span>
            }
          </ng-template>
          <ng-template vmtoCell="place" let-one>
            {{ names().get(one.resource.resource.connection) ?? one.resource.resource.connection }} / {{ one.resource.resource.place }}
          </ng-template>
          <ng-template vmtoCell="remote" let-one><code>{{ one.resource.remoteId || t('resources.intended') }}</code></ng-template>
          <ng-template vmtoCell="job" let-one>
            @if (one.job; as job) {
              <a [routerLink]="['/jobs', job.key]">{{ job.name }}</a>
            } @else {
              –
            }
          </ng-template>
          <ng-template vmtoCell="status" let-one>
            @if (one.job; as job) {
              <vmto-badge [state]="job.status" />
            }
          </ng-template>
          <ng-template vmtoCell="since" let-one><vmto-time [at]="one.resource.since" [ago]="true" /></ng-template>
        </vmto-table>
      </vmto-pane>
    </ng-container>
  `,
})
export class OpenResources {
  private readonly graphql = inject(Graphql);
  protected readonly store = inject(ResourcesStore);
  protected readonly diskName = diskName;
  /** Of connections, by their keys. */
  protected readonly names = signal<ReadonlyMap<string, string>>(new Map());
  protected readonly columns: readonly Column[] = [
    {id: 'kind', name: 'resources.kind'},
    {id: 'name', name: 'resources.name'},
    {id: 'place', name: 'resources.place'},
    {id: 'remote', name: 'resources.remote', extra: true},
    {id: 'job', name: 'resources.job'},
    {id: 'status', name: 'resources.status'},
    {id: 'since', name: 'resources.since'},
  ];

  constructor() {
    void this.store.show({});
    void this.fetchNames();
  }

  private async fetchNames(): Promise<void> {
    const {connections} = await this.graphql.ask(RESOURCE_CONNECTIONS, {});
    this.names.set(new Map(connections.edges.map(({node}) => [node.key, node.name])));
  }
}
