/** Where the copy of a disk is, as {@code GET /jobs/{id}/disks/{disk}/extents} tells it. */
export interface ExtentMap {
  readonly capacity: number;
  /** Where the first cell begins, in bytes of the disk. */
  readonly offset: number;
  /** Bytes of a cell, and of a leaf; a cell is one leaf or several. */
  readonly cell: number;
  readonly leaf: number;
  readonly pass: number;
  readonly durable: number;
  readonly runs: readonly Run[];
}

interface Run {
  readonly cells: number;
  readonly data: number;
  readonly zero: number;
  readonly pass: number;
  readonly hash?: string | null;
}

/** What a cell is mostly shown as. */
export type Look = 'missing' | 'zero' | 'copied' | 'changed' | 'verified';

/** The order of the legend. */
export const LOOKS: readonly Look[] = ['missing', 'zero', 'copied', 'changed', 'verified'];

/** A part of the disk. */
export interface Cell {
  readonly offset: number;
  readonly length: number;
  readonly look: Look;
  /** How much of it is durable, from 0 to 1. */
  readonly durable: number;
  readonly pass: number;
  readonly hash: string;
}

/** A part of the disk that is looked at. */
export interface View {
  readonly offset: number;
  readonly length: number;
}

/** Cells of a closer look. */
const CLOSER = 64;

/** The cells one by one; those of a disk that was read again are verified, but for its zeros. */
export function cells({runs, offset, cell, leaf, capacity}: ExtentMap, verified: boolean): readonly Cell[] {
  const all: Cell[] = [];
  for (const run of runs) {
    for (let i = 0; i < run.cells; i++) {
      const at = offset + all.length * cell;
      const length = Math.min(cell, capacity - at);
      all.push({
        offset: at,
        length,
        look: look(run, verified),
        durable: (run.data + run.zero) / Math.ceil(length / leaf),
        pass: run.pass,
        hash: run.hash ?? '',
      });
    }
  }
  return all;
}

function look({data, zero, pass}: Run, verified: boolean): Look {
  return data + zero === 0 ? 'missing' : data === 0 ? 'zero' : verified ? 'verified' : pass > 1 ? 'changed' : 'copied';
}

/** How many bytes of what is shown look how. */
export function shares(all: readonly Cell[]): ReadonlyMap<Look, number> {
  const sums = new Map<Look, number>(LOOKS.map((one) => [one, 0]));
  const add = (one: Look, bytes: number) => sums.set(one, sums.get(one)! + bytes);
  for (const {look, length, durable} of all) {
    add(look, look === 'missing' ? length : length * durable);
    look === 'missing' || add('missing', length * (1 - durable));
  }
  return sums;
}

/** A closer look around a cell; nothing where it cannot be closer. */
export function closer({capacity, cell, leaf}: ExtentMap, {offset}: Cell): View | null {
  if (cell <= leaf) {
    return null;
  }
  const length = Math.min(capacity, cell * CLOSER);
  const begin = Math.floor((offset - length / 2) / leaf) * leaf;
  return {offset: Math.max(0, Math.min(begin, capacity - length)), length};
}

/** Squares for so many cells side by side: as large as fits, and not larger than is looked at with ease. */
export function grid(count: number, width: number, height: number): {readonly size: number; readonly columns: number; readonly rows: number} {
  const size = Math.max(6, Math.min(24, Math.floor(Math.sqrt((width * height) / Math.max(1, count)))));
  const columns = Math.max(1, Math.floor(width / size));
  return {size, columns, rows: Math.ceil(count / columns)};
}
