import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {saidInLine} from '../core/said';

/** Why something was refused, in one line. */
@Component({
  selector: 'vmto-trouble',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @if (failure(); as why) {
        <p class="trouble" role="alert">
          {{ saidInLine(t, why) }} <code>{{ why.code }}</code>
          @if (why.correlationId) {
            <code>{{ why.correlationId }}</code>
          }
        </p>
      }
    </ng-container>
  `,
})
export class Trouble {
  readonly failure = input.required<Failure | null>();
  protected readonly saidInLine = saidInLine;
}
