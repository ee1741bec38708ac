import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Role, ROLES} from './told';

/** Roles to tick, each with what it is for; a form finds them under the name {@code roles}. */
@Component({
  selector: 'vmto-role-choice',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset class="choices" *transloco="let t">
      <legend>{{ t('people.roles') }}</legend>
      @for (role of roles; track role) {
        <label>
          <input type="checkbox" name="roles" [value]="role" [checked]="chosen().includes(role)" />
          <span><strong>{{ t('role.' + role) }}</strong><br /><span class="quiet">{{ t('roleWords.' + role) }}</span></span>
        </label>
      }
    </fieldset>
  `,
})
export class RoleChoice {
  readonly chosen = input<readonly Role[]>([]);
  protected readonly roles = ROLES;
}
