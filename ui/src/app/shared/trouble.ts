import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {Failure} from '../core/failure';
import {Why} from './why';

/** Why something was refused, in one line. */
@Component({
  selector: 'vmto-trouble',
  imports: [Why],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (failure(); as why) {
      <p class="trouble" role="alert"><vmto-why [failure]="why" /></p>
    }
  `,
})
export class Trouble {
  readonly failure = input.required<Failure | null>();
}
