import {Progress} from '../core/feed';
import {Pace} from './pace';
import {Throughput} from './throughput';

const MIB = 2 ** 20;
const sample = (second: number, mib: number, more: Partial<Progress> = {}): Progress => ({
  job: 'j',
  step: 1,
  phase: 'copy',
  disk: 'a',
  total: 100 * MIB,
  done: mib * MIB,
  read: mib * MIB,
  zeros: 0,
  written: (mib * MIB) / 2,
  rate: 0,
  at: new Date(second * 1000).toISOString(),
  ...more,
});

describe('throughput', () => {
  it('is what lies between two samples of the same work', () => {
    const all = new Throughput();
    [sample(1, 0), sample(2, 4), sample(4, 20)].forEach((one) => all.add(one));
    expect(all.until(Infinity, 'read')).toEqual([[2, 4], [4 * MIB, 8 * MIB]]);
    expect(all.until(3, 'written')).toEqual([[2], [2 * MIB]]);
  });

  it('puts disks that tell theirs in turns beside each other', () => {
    const all = new Throughput();
    const other = (second: number, mib: number) => sample(second, mib, {disk: 'b'});
    [sample(1, 0), other(1, 0), sample(2, 1), other(2, 3), other(3, 4)].forEach((one) => all.add(one));
    expect(all.until(Infinity, 'read')).toEqual([[2, 3], [MIB, null], [3 * MIB, MIB]]);
  });

  it('does not join what is not the same: another phase, a fresh beginning, a long silence', () => {
    const all = new Throughput();
    [sample(1, 9), sample(2, 1), sample(3, 2, {phase: 'pass 2'}), sample(300, 9, {phase: 'pass 2'})].forEach((one) => all.add(one));
    expect(all.times).toEqual([]);
  });
});

describe('the pace of a step', () => {
  const disks = [
    {key: 'a', bytes: 100 * MIB},
    {key: 'b', bytes: 60 * MIB},
  ];

  it('counts disks that have not begun', () => {
    const pace = new Pace();
    pace.take(sample(0, 40));
    expect(pace.way(1, disks)).toMatchObject({done: 40 * MIB, total: 160 * MIB, end: null});
    expect(pace.way(2, disks)).toBeNull();
  });

  it('tells the end as a range of what was measured, and nothing before that is enough', () => {
    const pace = new Pace();
    const [disk] = disks;
    [0, 10, 15, 35].forEach((mib, index) => pace.take(sample(index * 5, mib)));
    const end = pace.way(1, [disk!])!.end!;
    expect(end).toEqual({least: 15_000 + 65_000 / 4, most: 15_000 + 65_000}); // 4 MiB in a second, or 1
    pace.take(sample(20, 40));
    expect(pace.way(1, [disk!])!.end).toEqual({least: 20_000 + 30_000, most: 20_000 + 60_000});
  });

  it('does not guess when it stands still', () => {
    const pace = new Pace();
    [0, 5, 10, 15, 20].forEach((second) => pace.take(sample(second, 1)));
    expect(pace.way(1, disks.slice(0, 1))!.end).toBeNull();
  });
});
