import {Progress} from '../core/feed';

export type Measure = 'read' | 'written' | 'zeros';

export const MEASURES: readonly Measure[] = ['read', 'written', 'zeros'];

/** More seconds than a graph has pixels many times over. */
const MOST = 20_000;

/** What lies further apart is not joined. */
const GAP = 30;

/**
 * Bytes in a second over time, disk by disk: what lies between two samples of the same work. A
 * sample is put at the end, so it costs the same however many there are.
 */
export class Throughput {
  readonly times: number[] = [];
  private readonly columns = new Map<string, Record<Measure, (number | null)[]>>();
  private readonly last = new Map<string, Progress>();

  disks(): readonly string[] {
    return [...this.columns.keys()].toSorted();
  }

  column(disk: string, measure: Measure): (number | null)[] {
    return this.columns.get(disk)?.[measure] ?? [];
  }

  /** What is measured until a time, in seconds since 1970: one column of times and one of each disk. */
  until(time: number, measure: Measure): (number | null)[][] {
    const end = this.times.findLastIndex((second) => second <= time) + 1;
    return [this.times.slice(0, end), ...this.disks().map((disk) => this.column(disk, measure).slice(0, end))];
  }

  add(sample: Progress): void {
    const key = sample.step + ' ' + sample.disk;
    const before = this.last.get(key);
    const second = Math.floor(Date.parse(sample.at) / 1000);
    if (before !== undefined && Date.parse(before.at) >= Date.parse(sample.at)) {
      return;
    }
    this.last.set(key, sample);
    const seconds = before === undefined ? 0 : (Date.parse(sample.at) - Date.parse(before.at)) / 1000;
    if (before === undefined || before.phase !== sample.phase || sample.done < before.done || seconds > GAP) {
      return;
    }
    const row = this.row(second);
    if (row !== null) {
      const columns = this.columns.get(sample.disk) ?? this.begin(sample.disk);
      for (const measure of MEASURES) {
        columns[measure][row] = Math.max(0, sample[measure] - before[measure]) / seconds;
      }
    }
  }

  private begin(disk: string): Record<Measure, (number | null)[]> {
    const empty = () => this.times.map(() => null);
    const columns = {read: empty(), written: empty(), zeros: empty()};
    this.columns.set(disk, columns);
    return columns;
  }

  /** Where a second stands; disks tell theirs in turns, so it is one of the last ones. */
  private row(second: number): number | null {
    for (let row = this.times.length - 1; row >= 0 && row > this.times.length - 8; row--) {
      if (this.times[row] === second) {
        return row;
      }
      if (this.times[row]! < second) {
        break;
      }
    }
    if ((this.times.at(-1) ?? 0) > second) {
      return null;
    }
    if (this.times.length >= MOST) {
      this.forget();
    }
    this.times.push(second);
    this.each((column) => column.push(null));
    return this.times.length - 1;
  }

  private forget(): void {
    this.times.splice(0, MOST / 2);
    this.each((column) => column.splice(0, MOST / 2));
  }

  private each(change: (column: (number | null)[]) => void): void {
    for (const columns of this.columns.values()) {
      MEASURES.forEach((measure) => change(columns[measure]));
    }
  }
}
