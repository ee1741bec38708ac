import {Cell, cells, closer, ExtentMap, grid, shares} from './extents';

const LEAF = 4 << 20;

const map = (told: Partial<ExtentMap>): ExtentMap => ({
  capacity: 10 * LEAF,
  offset: 0,
  cell: 4 * LEAF,
  leaf: LEAF,
  pass: 2,
  durable: 0,
  runs: [
    {cells: 1, data: 3, zero: 1, pass: 1},
    {cells: 1, data: 1, zero: 0, pass: 2},
    {cells: 1, data: 0, zero: 2, pass: 1},
  ],
  ...told,
});

describe('the extent map', () => {
  it('has cells of one size, of which the last ends with the disk', () => {
    const all = cells(map({}), false);
    expect(all.map(({offset}) => offset / LEAF)).toEqual([0, 4, 8]);
    expect(all.map(({length}) => length / LEAF)).toEqual([4, 4, 2]);
    expect(all.map(({look}) => look)).toEqual(['copied', 'changed', 'zero']);
    expect(all.map(({durable}) => durable)).toEqual([1, 0.25, 1]);
  });

  it('unrolls neighbours that look the same', () => {
    const all = cells(map({runs: [{cells: 2, data: 0, zero: 0, pass: 0}], offset: 2 * LEAF}), false);
    expect(all.map(({offset, look}) => [offset / LEAF, look])).toEqual([
      [2, 'missing'],
      [6, 'missing'],
    ]);
  });

  it('shows data that was read again as verified', () => {
    expect(cells(map({}), true).map(({look}) => look)).toEqual(['verified', 'verified', 'zero']);
  });

  it('sums what is shown, and what a cell lacks is missing', () => {
    const sums = shares(cells(map({}), false));
    expect([...sums].map(([look, bytes]) => [look, bytes / LEAF])).toEqual([
      ['missing', 3],
      ['zero', 2],
      ['copied', 4],
      ['changed', 1],
      ['verified', 0],
    ]);
  });

  it('is looked at closer around a cell until a cell is a leaf', () => {
    const large = map({capacity: 100_000 * LEAF, cell: 100 * LEAF});
    const at = (offset: number) => ({offset: offset * LEAF}) as Cell;
    expect(closer(large, at(50_000))).toEqual({offset: 46_800 * LEAF, length: 6400 * LEAF});
    expect(closer(large, at(0))?.offset).toBe(0);
    expect(closer(large, at(99_900))?.offset).toBe(93_600 * LEAF);
    expect(closer(map({cell: LEAF}), at(0))).toBeNull();
  });

  it('fills its place with squares that can be seen', () => {
    expect(grid(2048, 1000, 120)).toEqual({size: 7, columns: 142, rows: 15});
    expect(grid(4, 1000, 120).size).toBe(24);
    expect(grid(10_000, 300, 120).size).toBe(6);
  });
});
