import {ChangeDetectionStrategy, Component, computed, inject, input} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {Delivery} from './told';

/** Between two looks, in milliseconds, and how many of the newest are shown. */
const [PAUSE, NEWEST] = [3000, 500];

/** What was sent to a webhook and what became of it, newest event first. */
@Component({
  selector: 'vmto-deliveries',
  imports: [Badge, Cell, May, Moment, Pane, RouterLink, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  template: `
    <ng-container *transloco="let t">
      <h2>{{ t('deliveries.title') }}</h2>
      <vmto-pane [loading]="log.loading()" [failure]="log.failure()" [empty]="rows().length === 0" (again)="log.reload()">
        <p empty>{{ t('deliveries.none') }}</p>
        <vmto-table name="deliveries" [label]="t('deliveries.title')" [columns]="columns" [rows]="rows()">
          <p tools class="quiet">{{ cut() ? t('deliveries.cut', {count: rows().length}) : t('deliveries.words') }}</p>
          <ng-template vmtoCell="position" let-one>{{ one.position }}</ng-template>
          <ng-template vmtoCell="type" let-one><code>{{ one.type }}</code></ng-template>
          <ng-template vmtoCell="job" let-one>
            @if (one.job) {
              <a [routerLink]="['/jobs', one.job]">{{ one.job }}</a>
            } @else {
              –
            }
          </ng-template>
          <ng-template vmtoCell="state" let-one><vmto-badge [state]="one.state" /></ng-template>
          <ng-template vmtoCell="attempts" let-one>{{ one.attempts }}</ng-template>
          <ng-template vmtoCell="answer" let-one>
            <span [title]="one.answer || one.reason">{{ one.status ?? '' }} {{ one.reason || one.answer }}</span>
          </ng-template>
          <ng-template vmtoCell="tried" let-one>
            @if (one.triedAt) {
              <vmto-time [at]="one.triedAt" />
            } @else {
              –
            }
          </ng-template>
          <ng-template vmtoCell="next" let-one>
            @if (one.nextAt) {
              <vmto-time [at]="one.nextAt" [ago]="true" />
            } @else {
              –
            }
          </ng-template>
          <ng-template vmtoCell="orders" let-one>
            <ng-container *may="'ADMINISTER'">
              @if (one.state !== 'WAITING') {
                <button
                  type="button"
                  class="quietly"
                  [attr.aria-label]="t('deliveries.againOne', {position: one.position})"
                  [disabled]="orders.busy()"
                  (click)="redeliver(one)"
                >
                  {{ t('deliveries.again') }}
                </button>
              }
            </ng-container>
          </ng-template>
        </vmto-table>
      </vmto-pane>
    </ng-container>
  `,
})
export class Deliveries {
  private readonly rest = inject(Rest);
  protected readonly orders = inject(Orders);

  /** Of the webhook, below the API's. */
  readonly address = input.required<string>();
  protected readonly log = reading(
    (path: string) => this.rest.get<{deliveries: readonly Delivery[]; next?: number | null}>(path + '/deliveries?limit=' + NEWEST),
    {asked: () => this.address(), on: ({type}) => type.startsWith('webhook.'), every: () => PAUSE},
  );
  protected readonly rows = computed(() =>
    (this.log.value()?.deliveries ?? []).map((one) => ({key: String(one.position), ...one})),
  );
  protected readonly cut = computed(() => (this.log.value()?.next ?? null) !== null);
  protected readonly columns: readonly Column[] = [
    {id: 'position', name: 'deliveries.position', numeric: true},
    {id: 'type', name: 'deliveries.type'},
    {id: 'job', name: 'deliveries.job', extra: true},
    {id: 'state', name: 'deliveries.state'},
    {id: 'attempts', name: 'deliveries.attempts', numeric: true},
    {id: 'answer', name: 'deliveries.answer'},
    {id: 'tried', name: 'deliveries.tried'},
    {id: 'next', name: 'deliveries.next'},
    {id: 'orders', name: 'table.orders'},
  ];

  protected async redeliver({position}: Delivery): Promise<void> {
    await this.orders.give('POST', this.address() + '/deliveries/' + position + '/redeliver');
  }
}
