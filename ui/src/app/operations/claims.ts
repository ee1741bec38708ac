import {ChangeDetectionStrategy, Component, inject, signal} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {FormDialog} from '../shared/form-dialog';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {ClaimsStore} from './claims-store';
import {ClaimRowFragment} from './operations.generated';

/** Which job holds which machine; what a job holds that has ended can be broken. */
@Component({
  imports: [Badge, Cell, FormDialog, May, Moment, Pane, RouterLink, Table, TranslocoDirective],
  providers: [ClaimsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  template: `
    <ng-container *transloco="let t">
      <vmto-pane [loading]="store.loading()" [failure]="store.failure()" [empty]="store.rows().length === 0" (again)="store.reload()">
        <p empty>{{ t('claims.none') }}</p>
        <vmto-table name="claims" [label]="t('operations.claims')" [columns]="columns" [rows]="store.rows()" (more)="store.more()">
          <p tools class="quiet">{{ t('claims.words') }}</p>
          <ng-template vmtoCell="machine" let-one>{{ one.machine }}</ng-template>
          <ng-template vmtoCell="holder" let-one>
            @if (one.holder; as job) {
              <a [routerLink]="['/jobs', job.key]">{{ job.name }}</a>
            } @else {
              –
            }
          </ng-template>
          <ng-template vmtoCell="status" let-one>
            @if (one.stale) {
              <vmto-badge state="STALE" />
            } @else if (one.status) {
              <vmto-badge [state]="one.status" />
            }
          </ng-template>
          <ng-template vmtoCell="since" let-one><vmto-time [at]="one.since" [ago]="true" /></ng-template>
          <ng-template vmtoCell="orders" let-one>
            @if (one.stale) {
              <button
                *may="'MAINTAIN'"
                type="button"
                class="danger"
                [attr.aria-label]="t('claims.breakOne', {machine: one.machine})"
                (click)="broken.set(one)"
              >
                {{ t('claims.break') }}
              </button>
            }
          </ng-template>
        </vmto-table>
      </vmto-pane>
      @if (broken(); as claim) {
        <vmto-form-dialog
          [name]="t('claims.question', {machine: claim.machine})"
          [action]="t('claims.break')"
          [danger]="true"
          [send]="send"
          (closed)="broken.set(null)"
        >
          <p>{{ t('claims.breakWords') }}</p>
          <label class="field">{{ t('form.reason') }}<input name="reason" required maxlength="200" autocomplete="off" /></label>
        </vmto-form-dialog>
      }
    </ng-container>
  `,
})
export class Claims {
  private readonly rest = inject(Rest);
  protected readonly store = inject(ClaimsStore);
  protected readonly broken = signal<ClaimRowFragment | null>(null);
  protected readonly columns: readonly Column[] = [
    {id: 'machine', name: 'claims.machine'},
    {id: 'holder', name: 'claims.holder'},
    {id: 'status', name: 'claims.status'},
    {id: 'since', name: 'claims.since'},
    {id: 'orders', name: 'table.orders'},
  ];

  constructor() {
    void this.store.show({});
  }

  protected readonly send = async (given: FormData): Promise<void> => {
    const claim = this.broken();
    if (claim !== null) {
      await this.rest.send('POST', '/claims/' + encodeURIComponent(claim.key) + '/break', {reason: given.get('reason')});
    }
  };
}
