import {ChangeDetectionStrategy, Component, input} from '@angular/core';

/** A control with its name above and, where there is one, what is wrong with it below. */
@Component({
  selector: 'vmto-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="field">
      {{ name() }}
      <ng-content />
      @if (trouble(); as why) {
        <span class="trouble" role="alert">{{ why }}</span>
      }
    </label>
  `,
})
export class Field {
  readonly name = input.required<string>();
  readonly trouble = input('');
}
