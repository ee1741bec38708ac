import {ChangeDetectionStrategy, Component, inject, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Notices} from '../core/notices';
import {Said} from '../core/said';
import {Icon} from './icon';

/** What went wrong, with what, what to do about it, and under which number the log has it. */
@Component({
  selector: 'vmto-failure',
  imports: [Icon, Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div *transloco="let t" class="failure" [attr.role]="told() ? null : 'alert'">
      <vmto-icon name="failed" />
      <div>
        @let said = failure() | said: t;
        <p [attr.lang]="said.lang"><strong>{{ said.message }}</strong></p>
        @if (said.remedy) {
          <p [attr.lang]="said.lang">{{ said.remedy }}</p>
        }
        @if (said.own) {
          <p class="quiet" lang="en">{{ said.own }}</p>
        }
        <p class="quiet">
          <code>{{ failure().code }}</code>
          @for (fact of facts(); track fact[0]) {
            <span>{{ fact[0] }}: {{ fact[1] }}</span>
          }
          @if (failure().correlationId; as id) {
            <span>{{ t('failure.correlation') }} <code>{{ id }}</code></span>
          }
        </p>
        <p class="actions">
          @if (!told()) {
            <button type="button" (click)="again.emit()">{{ t('failure.again') }}</button>
          }
          <button type="button" class="plain" (click)="copy()"><vmto-icon name="copy" />{{ t('failure.copy') }}</button>
        </p>
      </div>
    </div>
  `,
})
export class FailurePane {
  private readonly notices = inject(Notices);

  readonly failure = input.required<Failure>();
  /** Whether it is only told, and trying again is no use. */
  readonly told = input(false);
  readonly again = output();

  protected facts(): readonly (readonly [string, string])[] {
    return Object.entries(this.failure().facts);
  }

  protected async copy(): Promise<void> {
    const {code, message, remedy, facts, correlationId} = this.failure();
    await navigator.clipboard.writeText(JSON.stringify({code, message, remedy, facts, correlationId}, null, 2));
    this.notices.say('failure.copied');
  }
}
