import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {said} from '../core/said';
import {FailurePane} from '../shared/failure-pane';
import {Icon, IconName} from '../shared/icon';
import {Finding, Severity} from './inventory';
import {Wizard} from './wizard';

interface Group {
  readonly severity: Severity;
  readonly look: IconName;
  readonly findings: readonly Finding[];
}

const LOOKS: Readonly<Record<Severity, IconName>> = {BLOCKER: 'failed', WARNING: 'decision', INFO: 'waiting'};

/** What stands in the way and what may go wrong, as the server finds it, each with what to do about it. */
@Component({
  selector: 'vmto-check-step',
  imports: [FailurePane, Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="scroll" *transloco="let t">
      @if (wizard.plan.failure(); as why) {
        <vmto-failure [failure]="why" (again)="wizard.plan.again()" />
      } @else if (wizard.plan.value(); as plan) {
        <div class="check-head">
          <p role="status">
            @if (plan.findings.length === 0) {
              <span class="badge" data-look="succeeded"><vmto-icon name="succeeded" />{{ t('check.clear') }}</span>
            } @else {
              {{ t('check.found', {blockers: wizard.blockers().length, warnings: wizard.warnings().length}) }}
            }
          </p>
          <button type="button" class="outline" [disabled]="wizard.plan.loading()" (click)="wizard.plan.again()">
            {{ t(wizard.plan.loading() ? 'check.busy' : 'check.again') }}
          </button>
        </div>
        @for (group of groups(); track group.severity) {
          <section class="panel">
            <h3>{{ t('severities.' + group.severity) }}</h3>
            <ul class="findings">
              @for (finding of group.findings; track finding.rule + finding.subject) {
                <li>
                  <span class="badge" [attr.data-look]="group.look">
                    <vmto-icon [name]="group.look" />{{ t('severity.' + group.severity) }}
                  </span>
                  <div>
                    @let told = said(t, {code: finding.rule, message: finding.message, remedy: finding.remedy});
                    <p>{{ told.words }}</p>
                    <p class="remedy">{{ told.remedy }}</p>
                    @if (told.original) {
                      <p class="hint" lang="en">{{ told.original }}</p>
                    }
                    <p class="hint"><code>{{ finding.rule }}</code> · {{ finding.subject }}</p>
                  </div>
                </li>
              }
            </ul>
            @if (group.severity === 'WARNING' && wizard.blockers().length === 0) {
              <label class="pick">
                <input #read type="checkbox" [checked]="wizard.accepted()" (change)="wizard.accept(read.checked)" />
                {{ t('check.accept') }}
              </label>
            }
          </section>
        }
      } @else {
        <p class="loading" role="status">{{ t('check.busy') }}</p>
      }
    </div>
  `,
})
export class CheckStep {
  protected readonly wizard = inject(Wizard);
  protected readonly said = said;
  protected readonly groups = computed<readonly Group[]>(() => {
    const findings = this.wizard.plan.value()?.findings ?? [];
    return (['BLOCKER', 'WARNING', 'INFO'] as const)
      .map((severity) => ({severity, look: LOOKS[severity], findings: findings.filter((one) => one.severity === severity)}))
      .filter((group) => group.findings.length > 0);
  });
}
