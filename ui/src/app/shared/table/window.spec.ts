import {window} from './window';

describe('the rows that are drawn', () => {
  it('are all of a short list', () => expect(window(5, 36, 0, 800)).toEqual({from: 0, to: 5, above: 0, below: 0}));

  it('are those in sight and some round them', () => {
    expect(window(10_000, 36, 36_000, 720)).toEqual({from: 990, to: 1030, above: 990 * 36, below: 8970 * 36});
  });

  it('are the last ones when the list became shorter than where it was scrolled to', () => {
    const {from, to, above, below} = window(20, 36, 36_000, 720);
    expect([from, to, above, below]).toEqual([10, 20, 360, 0]);
  });
});
