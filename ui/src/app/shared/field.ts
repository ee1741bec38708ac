import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Said} from '../core/said';

/** A control with its name above and, where there is one, what is wrong with it below. */
@Component({
  selector: 'vmto-field',
  imports: [Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="field">
      {{ name() }}
      <ng-content />
      @if (trouble(); as why) {
        <span class="trouble" role="alert">{{ why }}</span>
      }
      @if (refusal(); as why) {
        <span class="trouble" role="alert" *transloco="let t">
          @let told = why | said: t;
          <span [attr.lang]="told.lang">{{ told.message }}</span>
          @if (told.own) {
            <span class="quiet" lang="en">{{ told.own }}</span>
          }
        </span>
      }
    </label>
  `,
})
export class Field {
  readonly name = input.required<string>();
  readonly trouble = input('');
  /** Where the server says what is wrong. */
  readonly refusal = input<Failure | null>(null);
}
