import {ChangeDetectionStrategy, Component, computed, inject, input, signal, viewChild} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Session} from '../core/session';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {FormDialog} from '../shared/form-dialog';
import {Pane} from '../shared/pane';
import {RoleChoice} from './role-choice';
import {Account, stateOf} from './told';

type Action = 'disable' | 'sign-out';

/** Somebody's account: what they are here for, and whether they may come in. */
@Component({
  imports: [Badge, Confirm, FormDialog, May, Moment, Pane, RoleChoice, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './account.html',
})
export class AccountPage {
  private readonly rest = inject(Rest);
  private readonly session = inject(Session);
  private readonly confirm = viewChild.required(Confirm);
  protected readonly orders = inject(Orders);

  /** Of the address. */
  readonly id = input.required<string>();
  protected readonly account = reading((path: string) => this.rest.get<Account>(path), {
    asked: () => this.address(),
    on: ({type, payload}) => type.startsWith('account.') && payload['account'] === this.id(),
  });
  protected readonly state = computed(() => stateOf(this.account.value()!));
  protected readonly mine = computed(() => this.account.value()?.name === this.session.me()?.name);
  protected readonly asking = signal<'roles' | 'reset' | null>(null);
  protected readonly meant = signal<Action>('disable');

  protected readonly changeRoles = async (given: FormData): Promise<void> => {
    await this.rest.send('PUT', this.address() + '/roles', {roles: given.getAll('roles')});
  };

  protected readonly resetPassword = async (): Promise<string | void> =>
    (await this.rest.send<{password?: string}>('POST', this.address() + '/reset-password')).password;

  protected async ask(action: Action): Promise<void> {
    this.meant.set(action);
    if (await this.confirm().ask()) {
      await this.order(action);
    }
  }

  protected async order(what: Action | 'enable'): Promise<void> {
    await this.orders.give('POST', this.address() + '/' + what);
  }

  private address(): string {
    return '/accounts/' + encodeURIComponent(this.id());
  }
}
