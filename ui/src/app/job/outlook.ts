import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Bytes, Duration, Rate} from '../core/units';
import {JobDoc} from './job-store';

/** What the passes of a warm migration say about its cutover. */
@Component({
  selector: 'vmto-outlook',
  imports: [Bytes, Duration, Rate, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="block" aria-labelledby="outlook-title" *transloco="let t">
      <h2 id="outlook-title">{{ t('outlook.title') }}</h2>
      @if (job().forecast; as forecast) {
        <dl class="facts">
          <dt>{{ t('outlook.dirty') }}</dt>
          <dd>{{ dirty() | rate }}</dd>
          <dt>{{ t('outlook.copies') }}</dt>
          <dd>{{ forecast.readPerSecond | rate }}</dd>
          <dt>{{ t('outlook.trend') }}</dt>
          <dd>{{ t(forecast.converging ? 'outlook.converging' : 'outlook.diverging') }}</dd>
          <dt>{{ t('outlook.downtime') }}</dt>
          <dd>{{ forecast.downtime.least | duration }} – {{ forecast.downtime.most | duration }}</dd>
          <dt>{{ t('outlook.basis') }}</dt>
          <dd>{{ t('outlook.passes', {count: forecast.passes}) }}</dd>
        </dl>
      } @else {
        <p class="quiet">{{ t('outlook.none') }}</p>
      }
      <p class="quiet">
        @if (job().request.warm.budgetBytes > 0) {
          {{ t('outlook.budget') }} {{ job().request.warm.budgetBytes | bytes }}
          @if (last(); as pass) {
            {{ t('outlook.last') }} {{ pass.read | bytes }}
          }
        } @else {
          {{ t('outlook.approval') }}
        }
      </p>
    </section>
  `,
})
export class Outlook {
  readonly job = input.required<JobDoc>();
  protected readonly dirty = computed(() => this.job().forecast?.disks.reduce((sum, {bytesPerSecond}) => sum + bytesPerSecond, 0) ?? 0);
  protected readonly last = computed(() => this.job().passes.findLast(({state}) => state === 'DONE'));
}
