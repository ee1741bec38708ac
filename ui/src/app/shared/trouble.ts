import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {Failure} from '../core/failure';

/** Why something was refused, in one line. */
@Component({
  selector: 'vmto-trouble',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (failure(); as why) {
      <p class="trouble" role="alert">
        {{ why.message }} {{ why.remedy }} <code>{{ why.code }}</code>
        @if (why.correlationId) {
          <code>{{ why.correlationId }}</code>
        }
      </p>
    }
  `,
})
export class Trouble {
  readonly failure = input.required<Failure | null>();
}
