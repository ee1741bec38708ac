import {ChangeDetectionStrategy, Component, inject, input, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Rest} from '../core/rest';
import {FailurePane} from '../shared/failure-pane';
import {Icon, IconName} from '../shared/icon';

type Verdict = 'HELD' | 'BROKEN' | 'UNKNOWN';

interface Answer {
  readonly server: string;
  readonly findings: readonly {
    readonly number: number;
    readonly assumption: string;
    readonly verdict: Verdict;
    readonly detail: string;
  }[];
  readonly exchanges: readonly {
    readonly title: string;
    readonly request: string;
    readonly status: number;
    readonly response: string;
  }[];
}

const LOOKS: Readonly<Record<Verdict, IconName>> = {HELD: 'succeeded', BROKEN: 'failed', UNKNOWN: 'waiting'};
const WORST: readonly Verdict[] = ['BROKEN', 'UNKNOWN', 'HELD'];

/** What VMTO assumes about a platform, checked read-only on this very one, with what was asked and answered. */
@Component({
  selector: 'vmto-diagnosis',
  imports: [FailurePane, Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './diagnosis.html',
})
export class Diagnosis {
  private readonly rest = inject(Rest);

  readonly key = input.required<string>();
  protected readonly looks = LOOKS;
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly answer = signal<Answer | null>(null);

  protected async ask(): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      const answer = await this.rest.get<Answer>(`/connections/${encodeURIComponent(this.key())}/diagnosis`);
      const findings = answer.findings.toSorted((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict));
      this.answer.set({...answer, findings});
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
