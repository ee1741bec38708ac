import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Health, worstFirst} from '../core/health';
import {Said} from '../core/said';
import {Badge} from '../shared/badge';

/** Everything that has to be right, a line each, the worst first. */
@Component({
  selector: 'vmto-health-lines',
  imports: [Badge, Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <ul class="lines">
        @for (one of lines(); track $index) {
          <li>
            <vmto-badge [state]="one.status" />
            <span class="what">
              {{ t('check.' + one.check) }} {{ one.of }}
              @if (one.status !== 'OK') {
                @let told = one | said: t;
                <span class="quiet" [attr.lang]="told.lang">{{ told.message }} {{ told.remedy }}</span>
                @if (told.own) {
                  <span class="quiet" lang="en">{{ told.own }}</span>
                }
              } @else if (one.check === 'processor') {
                <span class="quiet">{{ t('dashboard.lag', {count: one.facts['lag'] ?? 0}) }}</span>
              }
            </span>
          </li>
        }
      </ul>
    </ng-container>
  `,
})
export class HealthLines {
  readonly health = input.required<Health>();
  protected readonly lines = computed(() => worstFirst(this.health()));
}
