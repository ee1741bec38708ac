import {ChangeDetectionStrategy, Component, computed, inject, signal} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {stateOf, Webhook} from './told';
import {WebhookForm} from './webhook-form';

/** Between two looks, in milliseconds: what was delivered is no event. */
const PAUSE = 10_000;

/** Those outside who are told what happens. */
@Component({
  imports: [Badge, Cell, May, Moment, PageHeader, Pane, RouterLink, Table, TranslocoDirective, WebhookForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('webhooks.title')">
        @if (rows().length > 0) {
          <button *may="'ADMINISTER'" type="button" (click)="making.set(true)">{{ t('webhooks.make') }}</button>
        }
      </vmto-page-header>
      <vmto-pane [loading]="webhooks.loading()" [failure]="webhooks.failure()" [empty]="rows().length === 0" (again)="webhooks.reload()">
        <div empty>
          <p>{{ t('webhooks.none') }}</p>
          <button *may="'ADMINISTER'" type="button" (click)="making.set(true)">{{ t('webhooks.make') }}</button>
        </div>
        <vmto-table
          name="webhooks"
          [label]="t('webhooks.title')"
          [columns]="columns"
          [rows]="rows()"
          [openable]="true"
          (opened)="open($event.key)"
        >
          <ng-template vmtoCell="url" let-one><a [routerLink]="['/webhooks', one.key]">{{ one.url }}</a></ng-template>
          <ng-template vmtoCell="state" let-one><vmto-badge [state]="one.state" /></ng-template>
          <ng-template vmtoCell="events" let-one>
            @if (one.events.length > 0) {
              <code>{{ one.events.join(' ') }}</code>
            } @else {
              {{ t('webhooks.all') }}
            }
          </ng-template>
          <ng-template vmtoCell="waiting" let-one>{{ one.waiting }}</ng-template>
          <ng-template vmtoCell="parked" let-one>{{ one.parked }}</ng-template>
          <ng-template vmtoCell="failing" let-one>
            @if (one.failingSince) {
              <vmto-time [at]="one.failingSince" [ago]="true" />
            } @else {
              –
            }
          </ng-template>
          <ng-template vmtoCell="created" let-one><vmto-time [at]="one.createdAt" /></ng-template>
        </vmto-table>
      </vmto-pane>
      @if (making()) {
        <vmto-webhook-form (closed)="making.set(false)" />
      }
    </ng-container>
  `,
})
export class WebhooksScreen {
  private readonly rest = inject(Rest);
  private readonly router = inject(Router);

  protected readonly webhooks = reading(() => this.rest.get<{webhooks: readonly Webhook[]}>('/webhooks'), {
    on: ({type}) => type.startsWith('webhook.'),
    every: () => PAUSE,
  });
  protected readonly rows = computed(() =>
    (this.webhooks.value()?.webhooks ?? []).map((one) => ({key: one.id, state: stateOf(one), ...one})),
  );
  protected readonly making = signal(false);
  protected readonly columns: readonly Column[] = [
    {id: 'url', name: 'webhooks.url'},
    {id: 'state', name: 'webhooks.state'},
    {id: 'events', name: 'webhooks.events'},
    {id: 'waiting', name: 'webhooks.waiting', numeric: true},
    {id: 'parked', name: 'webhooks.parked', numeric: true},
    {id: 'failing', name: 'webhooks.failing'},
    {id: 'created', name: 'webhooks.created', extra: true},
  ];

  protected open(id: string): void {
    void this.router.navigate(['/webhooks', id]);
  }
}
