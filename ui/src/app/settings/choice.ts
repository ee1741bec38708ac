import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {Setting} from '../core/settings';

/** One of some words; what is chosen counts at once. */
@Component({
  selector: 'vmto-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset class="choice">
      <legend>{{ name() }}</legend>
      @for (option of options(); track option.value) {
        <label>
          <input
            type="radio"
            [name]="name()"
            [checked]="setting()() === option.value"
            (change)="setting().set(option.value)"
          />
          <span [attr.lang]="option.lang ?? null">{{ option.text }}</span>
        </label>
      }
    </fieldset>
  `,
})
export class Choice<T extends string> {
  readonly name = input.required<string>();
  readonly setting = input.required<Setting<T>>();
  readonly options = input.required<readonly {readonly value: T; readonly text: string; readonly lang?: string}[]>();
}
