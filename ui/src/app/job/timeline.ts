import {ChangeDetectionStrategy, Component, computed, inject, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Time} from '../core/time';
import {Duration} from '../core/units';
import {JobDoc, JobStore} from './job-store';
import {Span, SpanKind} from './spans';
import {PassTable} from './pass-table';
import {StepFacts} from './step-facts';
import {clock, stepName, stepState} from './words';

type Step = JobDoc['steps'][number];

/** A stretch as it is drawn, in hundredths of the whole. */
interface Bar {
  readonly left: number;
  readonly width: number;
  readonly kind: SpanKind | 'open' | 'pass' | 'void';
  readonly words: string;
}

interface Line {
  readonly step: Step;
  readonly bars: readonly Bar[];
  readonly seconds: number | null;
}

/** So many are drawn of each line. */
const MOST = 100;
const TICKS = 5;

/** A stretch of these was work, whatever became of it. */
const WORKED: ReadonlySet<SpanKind> = new Set(['ran', 'failed', 'stopped']);
const PASSES = {RUNNING: 'open', DONE: 'pass', VOID: 'void'} as const;

/** What ran when: a line for each step of the plan, and one for the passes. */
@Component({
  selector: 'vmto-timeline',
  imports: [Duration, PassTable, StepFacts, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './timeline.html',
})
export class Timeline {
  private readonly time = inject(Time);

  readonly job = input.required<JobDoc>();
  readonly store = input.required<JobStore>();
  readonly moment = input.required<number>();
  /** The step whose facts are shown, or {@code passes}. */
  readonly chosen = input<string>();
  readonly choose = output<string | null>();

  protected readonly stepName = stepName;
  protected readonly stepState = stepState;
  private readonly reach = computed(() => {
    const {startedAt, createdAt, endedAt} = this.job();
    const from = Date.parse(startedAt ?? createdAt);
    const to = endedAt == null ? this.moment() : Math.min(this.moment(), Date.parse(endedAt));
    return {from, length: Math.max(1000, to - from)};
  });
  protected readonly ticks = computed(() => {
    const {from, length} = this.reach();
    return Array.from({length: TICKS}, (_, tick) => {
      const at = from + (length * tick) / (TICKS - 1);
      return length < 600_000 ? this.exact(at) : clock(at, this.moment(), this.time.zone());
    });
  });
  protected readonly lines = computed<readonly Line[]>(() => {
    this.store().turned();
    return this.job().steps.map((step) => ({step, bars: this.bars(step), seconds: this.seconds(step)}));
  });
  protected readonly passes = computed<readonly Bar[]>(() =>
    this.job()
      .passes.slice(-MOST)
      .map(({number, state, startedAt, endedAt}) =>
        this.bar(Date.parse(startedAt), endedAt == null ? null : Date.parse(endedAt), PASSES[state], String(number)),
      ),
  );

  protected turn(line: string): void {
    this.choose.emit(this.chosen() === line ? null : line);
  }

  private exact(at: number): string {
    const shifted = this.time.zone() === 'utc' ? at : at - new Date(at).getTimezoneOffset() * 60_000;
    return new Date(shifted).toISOString().slice(11, 19);
  }

  private bars(step: Step): readonly Bar[] {
    const until = this.moment();
    const spans = this.store().spans.of(step.index).filter(({from}) => from <= until).slice(-MOST);
    const drawn = spans.length > 0 || step.startedAt == null ? spans : [this.whole(step, step.startedAt)];
    return drawn.map(({kind, attempt, from, to}) => {
      const end = to === null || to > until ? null : to;
      return this.bar(from, end, end === null && WORKED.has(kind) ? 'open' : kind, String(attempt));
    });
  }

  /** Where its events are no longer here. */
  private whole({status, attempts, endedAt}: Step, startedAt: string): Span {
    const to = endedAt == null ? null : Date.parse(endedAt);
    return {kind: status === 'FAILED' ? 'failed' : 'ran', attempt: attempts, from: Date.parse(startedAt), to};
  }

  private bar(from: number, to: number | null, kind: Bar['kind'], words: string): Bar {
    const {from: begin, length} = this.reach();
    const left = Math.min(100, Math.max(0, (100 * (from - begin)) / length));
    const right = Math.min(100, Math.max(0, (100 * ((to ?? this.moment()) - begin)) / length));
    return {left, width: right - left, kind, words};
  }

  /** Nothing where it does not go on: nobody says how long it has been stopped. */
  private seconds({status, startedAt, endedAt}: Step): number | null {
    return startedAt == null || status === 'PENDING'
      ? null
      : ((endedAt == null ? this.moment() : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000;
  }
}
