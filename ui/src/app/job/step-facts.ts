import {KeyValuePipe} from '@angular/common';
import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Moment} from '../core/time';
import {Bytes} from '../core/units';
import {FailurePane} from '../shared/failure-pane';
import {JobDoc} from './job-store';

/** Everything that is told of one step. */
@Component({
  selector: 'vmto-step-facts',
  imports: [Bytes, FailurePane, KeyValuePipe, Moment, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="chosen" *transloco="let t">
      <dl class="facts">
        <dt>{{ t('stepFact.title') }}</dt>
        <dd>{{ step().title }}</dd>
        <dt>{{ t('stepFact.attempts') }}</dt>
        <dd>{{ step().attempts }}</dd>
        @if (step().startedAt; as at) {
          <dt>{{ t('stepFact.started') }}</dt>
          <dd><vmto-time [at]="at" /></dd>
        }
        @if (step().endedAt; as at) {
          <dt>{{ t('stepFact.ended') }}</dt>
          <dd><vmto-time [at]="at" /></dd>
        }
        @if (step().retryAt; as at) {
          <dt>{{ t('stepFact.retry') }}</dt>
          <dd><vmto-time [at]="at" /></dd>
        }
        @if (step().report.read + step().report.written + step().report.zeros > 0) {
          <dt>{{ t('measure.read') }}</dt>
          <dd>{{ step().report.read | bytes }}</dd>
          <dt>{{ t('measure.written') }}</dt>
          <dd>{{ step().report.written | bytes }}</dd>
          <dt>{{ t('measure.zeros') }}</dt>
          <dd>{{ step().report.zeros | bytes }}</dd>
        }
        @for (fact of facts() | keyvalue; track fact.key) {
          <dt>{{ fact.key }}</dt>
          <dd><code>{{ fact.value }}</code></dd>
        }
      </dl>
      @if (failure(); as why) {
        <vmto-failure [failure]="why" [told]="true" />
      }
    </div>
  `,
})
export class StepFacts {
  readonly step = input.required<JobDoc['steps'][number]>();
  protected readonly facts = computed(() => this.step().report.facts as Readonly<Record<string, string>>);
  protected readonly failure = computed(() => {
    const why = this.step().failure;
    return why == null ? null : new Failure({...why, detail: why.message, facts: why.facts as Record<string, string>});
  });
}
