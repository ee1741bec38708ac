import {ChangeDetectionStrategy, Component, computed, inject, input} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Said} from '../core/said';
import {Moment} from '../core/time';
import {duration} from '../core/units';
import {Badge} from '../shared/badge';
import {Pane} from '../shared/pane';
import {Stuck} from './told';

/** How many seconds a job that should move may be silent; the second is usual. */
const PATIENCE = [60, 300, 900, 3600] as const;
const USUAL = 300;

/** Between two looks, in milliseconds: that nothing happens is no event. */
const PAUSE = 10_000;

/** Jobs that should move and do not, and jobs that wait for somebody or a time. */
@Component({
  imports: [Badge, Moment, Pane, RouterLink, Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './stuck-jobs.html',
})
export class StuckJobs {
  private readonly rest = inject(Rest);
  private readonly router = inject(Router);

  /** Of the address, in seconds. */
  readonly olderThan = input<string>();
  protected readonly choices = PATIENCE.map((seconds) => ({seconds, text: duration(seconds)}));
  protected readonly patience = computed(() => PATIENCE.find((seconds) => String(seconds) === this.olderThan()) ?? USUAL);
  protected readonly jobs = reading((seconds: number) => this.rest.get<Stuck>('/stuck-jobs?olderThan=' + seconds), {
    asked: this.patience,
    on: ({type}) => type.startsWith('job.') || type.startsWith('operations.letter-'),
    every: () => PAUSE,
  });
  protected readonly groups = computed(() => {
    const {stuck = [], waiting = []} = this.jobs.value() ?? {};
    return [{name: 'stuck', cases: stuck}, {name: 'waiting', cases: waiting}].filter(({cases}) => cases.length > 0);
  });

  protected wait(seconds: string): void {
    void this.router.navigate([], {queryParams: {olderThan: seconds === String(USUAL) ? null : seconds}});
  }
}
