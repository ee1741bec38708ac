import {FeedEvent} from '../core/feed';

export type SpanKind = 'ran' | 'again' | 'rested' | 'failed' | 'stopped';

/** A stretch of time in which a step did the same; it goes on where {@code to} is null. */
export interface Span {
  readonly kind: SpanKind;
  readonly attempt: number;
  readonly from: number;
  to: number | null;
}

/** So many are kept of each step: a machine that is kept in step for weeks makes thousands. */
const MOST = 200;

/** What the steps did when, as the events tell it; each event costs the same. */
export class Spans {
  private readonly steps = new Map<number, Span[]>();
  private readonly attempts = new Map<number, number>();

  of(step: number): readonly Span[] {
    return this.steps.get(step) ?? [];
  }

  /** Whether it changed anything. */
  take({type, at, payload}: FeedEvent): boolean {
    const step = Number(payload['step']);
    const time = Date.parse(at);
    switch (type) {
      case 'transfer.step-started/1':
        this.attempts.set(step, Number(payload['attempt']));
        this.begin(step, 'ran', time);
        break;
      case 'transfer.step-retrying/1':
        this.end(step, time, 'failed');
        this.begin(step, 'again', time);
        break;
      case 'transfer.step-waiting/1':
        this.begin(step, 'rested', time);
        break;
      case 'transfer.step-failed/1':
        this.end(step, time, 'failed');
        break;
      case 'transfer.step-succeeded/1':
      case 'transfer.step-skipped/1':
        this.end(step, time);
        break;
      case 'transfer.step-suspended/1':
        this.end(step, time, 'stopped');
        break;
      case 'transfer.paused/1':
      case 'transfer.rollback-started/1':
      case 'transfer.ended/1':
        this.steps.forEach((_spans, each) => this.end(each, time, 'stopped'));
        break;
      default:
        return false;
    }
    return true;
  }

  private begin(step: number, kind: SpanKind, from: number): void {
    this.end(step, from);
    const spans = this.steps.get(step) ?? [];
    spans.push({kind, attempt: this.attempts.get(step) ?? 1, from, to: null});
    if (spans.length > MOST) {
      spans.shift();
    }
    this.steps.set(step, spans);
  }

  private end(step: number, to: number, kind?: SpanKind): void {
    const spans = this.steps.get(step);
    const last = spans?.at(-1);
    if (spans !== undefined && last !== undefined && last.to === null) {
      spans[spans.length - 1] = {...last, kind: last.kind === 'ran' ? (kind ?? 'ran') : last.kind, to};
    }
  }
}
