import {ChangeDetectionStrategy, Component, inject, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {said} from '../core/said';
import {Notices} from '../core/notices';
import {Icon} from './icon';

/** What went wrong, with what, what to do about it, and under which number the log has it. */
@Component({
  selector: 'vmto-failure',
  imports: [Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div *transloco="let t" class="failure" [attr.role]="told() ? null : 'alert'">
      <vmto-icon name="failed" />
      <div>
        @let why = said(t, failure());
        <p><strong>{{ why.words }}</strong></p>
        @if (why.remedy) {
          <p>{{ why.remedy }}</p>
        }
        @if (why.original) {
          <p class="quiet" lang="en">{{ why.original }}</p>
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
  protected readonly said = said;
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
