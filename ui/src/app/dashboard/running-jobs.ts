import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Time} from '../core/time';
import {Badge} from '../shared/badge';
import {stepTitle} from '../shared/step-title';
import {DashboardStore} from './dashboard-store';
import {span, standing} from './standing';

/** The jobs that run, how far each is and when it will be done with what it does. */
@Component({
  selector: 'vmto-running-jobs',
  imports: [Badge, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @if (rows().length === 0) {
        <p class="quiet">{{ t('dashboard.noneRuns') }}</p>
      } @else {
        <div class="framed" tabindex="0" role="group" [attr.aria-label]="t('dashboard.running')">
          <table>
            <thead>
              <tr>
                <th scope="col">{{ t('jobs.name') }}</th>
                <th scope="col">{{ t('jobs.status') }}</th>
                <th scope="col">{{ t('jobs.to') }}</th>
                <th scope="col">{{ t('jobs.step') }}</th>
                <th scope="col">{{ t('dashboard.part') }}</th>
                <th scope="col">{{ t('dashboard.until') }}</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.job.key) {
                <tr>
                  <td><a [routerLink]="['/jobs', row.job.key]">{{ row.job.name }}</a></td>
                  <td><vmto-badge [state]="row.job.status" /></td>
                  <td>{{ row.job.target?.name ?? '–' }} / {{ row.job.request.target.node }}</td>
                  <td><span class="steps">{{ row.job.stepsDone }}/{{ row.job.stepsPlanned }}</span> {{ stepTitle(t, row.job) }}</td>
                  <td>
                    @if (row.percent !== null) {
                      <span class="measure">
                        <progress max="100" [value]="row.percent" [attr.aria-label]="row.job.name"></progress>
                        {{ row.percent }} %
                      </span>
                    } @else {
                      –
                    }
                  </td>
                  <td [title]="row.end ? t('dashboard.basis') : ''">{{ row.end || '–' }}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      }
    </ng-container>
  `,
})
export class RunningJobs {
  private readonly store = inject(DashboardStore);
  private readonly time = inject(Time);

  protected readonly stepTitle = stepTitle;
  protected readonly rows = computed(() => {
    this.store.moved();
    return this.store.running().map((job) => {
      const {part, end} = standing(job, this.store.paceOf(job.key));
      return {
        job,
        percent: part === null ? null : Math.floor(part * 100),
        end: end === null ? '' : span(end, this.time.now(), this.time.zone()),
      };
    });
  });
}
