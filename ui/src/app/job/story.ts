import {FeedEvent} from '../core/feed';

/** So many events of one job are kept, the newest; a whole night of a restless machine is less. */
const MOST = 20_000;

/** When all of them are there, so many of the oldest go at once. */
const SPARE = 5_000;

/** The events of a job by position, each once, however often they are told. */
export class Story {
  private kept: FeedEvent[] = [];
  private last = -1;

  get size(): number {
    return this.kept.length;
  }

  /** The position that is known last, or -1. */
  get end(): number {
    return this.last;
  }

  /** The events that were new. */
  add(told: readonly FeedEvent[]): readonly FeedEvent[] {
    const fresh: FeedEvent[] = [];
    for (const event of told) {
      if (event.position > this.last) {
        this.last = event.position;
        this.kept.push(event);
        fresh.push(event);
      }
    }
    if (this.kept.length > MOST) {
      this.kept.splice(0, this.kept.length - MOST + SPARE);
    }
    return fresh;
  }

  at(index: number): FeedEvent | undefined {
    return this.kept[index];
  }

  /** How many events there are up to a position. */
  upTo(position: number): number {
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.kept[middle]!.position <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  find(position: number): FeedEvent | undefined {
    const event = this.kept[this.upTo(position) - 1];
    return event?.position === position ? event : undefined;
  }

  /** Of the first so many events, the last one that is meant. */
  before(count: number, meant: (event: FeedEvent) => boolean): FeedEvent | undefined {
    for (let index = count - 1; index >= 0; index--) {
      if (meant(this.kept[index]!)) {
        return this.kept[index];
      }
    }
    return undefined;
  }
}
