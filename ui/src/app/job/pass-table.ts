import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Moment} from '../core/time';
import {Bytes, Duration} from '../core/units';
import {JobDoc} from './job-store';

const MOST = 100;

/** The passes over all disks, newest first. */
@Component({
  selector: 'vmto-passes',
  imports: [Bytes, Duration, Moment, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="chosen wide" tabindex="0" role="group" [attr.aria-label]="t('job.passes')" *transloco="let t">
      <table>
        <thead>
          <tr>
            <th scope="col" class="numeric">{{ t('pass.number') }}</th>
            <th scope="col">{{ t('pass.state') }}</th>
            <th scope="col">{{ t('pass.started') }}</th>
            <th scope="col" class="numeric">{{ t('pass.took') }}</th>
            <th scope="col" class="numeric">{{ t('pass.changed') }}</th>
            <th scope="col" class="numeric">{{ t('measure.read') }}</th>
            <th scope="col" class="numeric">{{ t('measure.written') }}</th>
            <th scope="col">{{ t('pass.why') }}</th>
          </tr>
        </thead>
        <tbody>
          @for (pass of passes(); track $index) {
            <tr>
              <td class="numeric">{{ pass.number }}</td>
              <td>{{ t('passState.' + pass.state) }}</td>
              <td><vmto-time [at]="pass.startedAt" /></td>
              <td class="numeric">{{ pass.state === 'RUNNING' ? '–' : (pass.millis / 1000 | duration) }}</td>
              <td class="numeric">{{ pass.state === 'RUNNING' ? '–' : (pass.changed | bytes) }}</td>
              <td class="numeric">{{ pass.state === 'RUNNING' ? '–' : (pass.read | bytes) }}</td>
              <td class="numeric">{{ pass.state === 'RUNNING' ? '–' : (pass.written | bytes) }}</td>
              <td>{{ pass.why || '–' }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
})
export class PassTable {
  readonly job = input.required<JobDoc>();
  protected readonly passes = computed(() => this.job().passes.slice(-MOST).toReversed());
}
