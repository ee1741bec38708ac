import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Badge} from '../shared/badge';
import {Check, Health} from './told';

const WORST_FIRST = ['FAIL', 'WARN', 'OK'];

/** {@code processor.query} is the check `processor` of what is called `query`. */
function line(check: Check) {
  const [kind = '', ...of] = check.name.split('.');
  return {check, kind, of: of.join('.'), lag: kind === 'processor' ? Number(check.facts['lag'] ?? 0) : null};
}

/** Everything that has to be right, a line each, the worst first. */
@Component({
  selector: 'vmto-health-lines',
  imports: [Badge, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <ul class="lines">
        @for (one of lines(); track $index) {
          <li>
            <vmto-badge [state]="one.check.status" />
            <span class="what">
              {{ t('check.' + one.kind) }} {{ one.of }}
              @if (one.check.status !== 'OK') {
                <span class="quiet">{{ one.check.message }} {{ one.check.remedy }}</span>
              } @else if (one.lag !== null) {
                <span class="quiet">{{ t('dashboard.lag', {count: one.lag}) }}</span>
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
  protected readonly lines = computed(() =>
    this.health()
      .checks.map(line)
      .toSorted((one, other) => WORST_FIRST.indexOf(one.check.status) - WORST_FIRST.indexOf(other.check.status)),
  );
}
