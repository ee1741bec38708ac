import {ChangeDetectionStrategy, Component, computed, inject, input, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Rest} from '../core/rest';
import {saidInLine} from '../core/said';
import {Confirm} from '../shared/confirm';
import {Icon} from '../shared/icon';
import {JobRowFragment, JobStatus} from './jobs.generated';

/** What can be asked of many jobs at once, and of those in which states. */
const ACTIONS = {
  pause: ['RUNNING'],
  resume: ['PAUSED'],
  cancel: ['CREATED', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'RESUMING', 'FAILED'],
} as const satisfies Record<string, readonly JobStatus[]>;

type Action = keyof typeof ACTIONS;

interface Result {
  readonly job: JobRowFragment;
  readonly failure: Failure | null;
}

/** So many requests are under way at a time. */
const SIDE_BY_SIDE = 6;

/** Pauses, resumes or cancels what is selected, and tells of each how that went. */
@Component({
  selector: 'vmto-bulk',
  imports: [Confirm, Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './bulk.html',
})
export class Bulk {
  protected readonly saidInLine = saidInLine;
  private readonly rest = inject(Rest);
  private readonly confirm = viewChild.required(Confirm);

  readonly jobs = input.required<readonly JobRowFragment[]>();

  protected readonly actions = Object.keys(ACTIONS) as readonly Action[];
  protected readonly fitting = computed<Readonly<Record<Action, readonly JobRowFragment[]>>>(() => ({
    pause: this.fit('pause'),
    resume: this.fit('resume'),
    cancel: this.fit('cancel'),
  }));
  protected readonly busy = signal(false);
  protected readonly results = signal<readonly Result[]>([]);

  protected async act(action: Action): Promise<void> {
    const jobs = this.fitting()[action];
    if (action === 'cancel' && !(await this.confirm().ask())) {
      return;
    }
    this.busy.set(true);
    this.results.set([]);
    const waiting = [...jobs];
    const work = async () => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const result = await this.order(action, job);
        this.results.update((results) => [...results, result]);
      }
    };
    await Promise.all(Array.from({length: SIDE_BY_SIDE}, work));
    this.busy.set(false);
  }

  private fit(action: Action): readonly JobRowFragment[] {
    const states: readonly JobStatus[] = ACTIONS[action];
    return this.jobs().filter(({status}) => states.includes(status));
  }

  private async order(action: Action, job: JobRowFragment): Promise<Result> {
    try {
      await this.rest.send('POST', '/jobs/' + encodeURIComponent(job.key) + '/' + action);
      return {job, failure: null};
    } catch (thrown) {
      return {job, failure: Failure.of(thrown)};
    }
  }
}
