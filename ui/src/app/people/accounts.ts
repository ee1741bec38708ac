import {ChangeDetectionStrategy, Component, computed, inject, signal} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {FormDialog} from '../shared/form-dialog';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {RoleChoice} from './role-choice';
import {Account, stateOf} from './told';

/** People with a local account. */
@Component({
  imports: [Badge, Cell, FormDialog, May, Moment, Pane, RoleChoice, RouterLink, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  template: `
    <ng-container *transloco="let t">
      <vmto-pane [loading]="accounts.loading()" [failure]="accounts.failure()" [empty]="rows().length === 0" (again)="accounts.reload()">
        <div empty>
          <p>{{ t('accounts.none') }}</p>
          <button *may="'ADMINISTER'" type="button" (click)="making.set(true)">{{ t('accounts.make') }}</button>
        </div>
        <vmto-table
          name="accounts"
          [label]="t('people.accounts')"
          [columns]="columns"
          [rows]="rows()"
          [openable]="true"
          (opened)="open($event.key)"
        >
          <button tools *may="'ADMINISTER'" type="button" (click)="making.set(true)">{{ t('accounts.make') }}</button>
          <ng-template vmtoCell="name" let-one><a [routerLink]="['/people/accounts', one.key]">{{ one.name }}</a></ng-template>
          <ng-template vmtoCell="state" let-one><vmto-badge [state]="one.state" /></ng-template>
          <ng-template vmtoCell="roles" let-one>
            @for (role of one.roles; track role) {
              {{ t('role.' + role) }}{{ $last ? '' : ' · ' }}
            }
          </ng-template>
          <ng-template vmtoCell="created" let-one><vmto-time [at]="one.created" /></ng-template>
        </vmto-table>
      </vmto-pane>
      @if (making()) {
        <vmto-form-dialog
          [name]="t('accounts.make')"
          [action]="t('accounts.makeIt')"
          [send]="make"
          [secretWords]="t('accounts.password')"
          (closed)="making.set(false)"
        >
          <label class="field">
            {{ t('accounts.name') }}
            <input name="name" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9._@\\-]*" autocomplete="off" autocapitalize="none" />
            <span>{{ t('accounts.form') }}</span>
          </label>
          <vmto-role-choice />
        </vmto-form-dialog>
      }
    </ng-container>
  `,
})
export class Accounts {
  private readonly rest = inject(Rest);
  private readonly router = inject(Router);

  protected readonly accounts = reading(() => this.rest.all<Account>('/accounts', 'accounts'), {
    on: ({type}) => type.startsWith('account.'),
  });
  protected readonly rows = computed(() =>
    (this.accounts.value() ?? []).map((one) => ({key: one.id, state: stateOf(one), ...one})),
  );
  protected readonly making = signal(false);
  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'accounts.name'},
    {id: 'state', name: 'accounts.state'},
    {id: 'roles', name: 'people.roles'},
    {id: 'created', name: 'accounts.created'},
  ];

  protected readonly make = async (given: FormData): Promise<string | void> => {
    const wanted = {name: given.get('name'), roles: given.getAll('roles')};
    return (await this.rest.send<{password?: string}>('POST', '/accounts', wanted)).password;
  };

  protected open(id: string): void {
    void this.router.navigate(['/people/accounts', id]);
  }
}
