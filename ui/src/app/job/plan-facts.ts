import {KeyValuePipe} from '@angular/common';
import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {said} from '../core/said';
import {Bytes, Duration, Rate} from '../core/units';
import {JobDoc} from './job-store';
import {stepName} from './words';

/** What was planned, as it is stored: steps, findings, mapping, limits, hash. */
@Component({
  selector: 'vmto-plan',
  imports: [Bytes, Duration, KeyValuePipe, Rate, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './plan-facts.html',
})
export class PlanFacts {
  protected readonly said = said;
  readonly job = input.required<JobDoc>();
  /** Without what a question has no room for. */
  readonly short = input(false);
  protected readonly stepName = stepName;
  protected networks(): Readonly<Record<string, string>> {
    return this.job().request.networks as Readonly<Record<string, string>>;
  }
}
