import {ChangeDetectionStrategy, Component, computed, inject, output, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Rest} from '../core/rest';
import {Session} from '../core/session';
import {FormDialog} from '../shared/form-dialog';
import {endsIn} from './told';

const DAYS = [7, 30, 90, 365] as const;

/** Makes a key out of what somebody may themselves, which is told once. */
@Component({
  selector: 'vmto-new-key',
  imports: [FormDialog, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <vmto-form-dialog
      *transloco="let t"
      [name]="t('keyList.make')"
      [action]="t('keyList.makeIt')"
      [send]="make"
      [secretWords]="t('keyList.secret')"
      (closed)="closed.emit()"
    >
      <label class="field">
        {{ t('keyList.name') }}
        <input name="name" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9._@\\-]*" autocomplete="off" autocapitalize="none" />
        <span>{{ t('accounts.form') }}</span>
      </label>
      <label class="field">
        {{ t('keyList.may') }}
        <select #like (change)="role.set(like.value)">
          <option value="">{{ t('keyList.chosen') }}</option>
          @for (one of roles(); track one) {
            <option [value]="one">{{ t('keyList.as', {role: t('role.' + one)}) }}</option>
          }
        </select>
      </label>
      @if (role() === '') {
        <fieldset class="choices">
          <legend>{{ t('keyList.permissions') }}</legend>
          @for (one of permissions(); track one) {
            <label>
              <input type="checkbox" name="permissions" [value]="one" [checked]="one === 'VIEW'" />
              <span>{{ t('permission.' + one) }}</span>
            </label>
          }
        </fieldset>
      }
      <label class="field">
        {{ t('keyList.ends') }}
        <select name="days">
          @for (one of days; track one) {
            <option [value]="one" [selected]="one === 30">{{ t('keyList.days', {count: one}) }}</option>
          }
        </select>
      </label>
    </vmto-form-dialog>
  `,
})
export class NewKey {
  private readonly rest = inject(Rest);
  private readonly me = inject(Session).me;

  readonly closed = output();
  protected readonly days = DAYS;
  protected readonly roles = computed(() => this.me()?.roles ?? []);
  protected readonly permissions = computed(() => this.me()?.permissions ?? []);
  /** Empty where permissions are chosen one by one. */
  protected readonly role = signal('');

  protected readonly make = async (given: FormData): Promise<string | void> => {
    const wanted = {
      name: given.get('name'),
      ...(this.role() === '' ? {permissions: given.getAll('permissions')} : {roles: [this.role()]}),
      expires: endsIn(Number(given.get('days')), Date.now()),
    };
    return (await this.rest.send<{secret?: string}>('POST', '/keys', wanted)).secret;
  };
}
