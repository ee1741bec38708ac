import {bytes, duration} from './units';

describe('units', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.50 KiB'],
    [200 * 2 ** 20, '200 MiB'],
    [42.5 * 2 ** 30, '42.5 GiB'],
    [2 ** 40, '1.00 TiB'],
  ])('tells %d bytes as %s', (count, told) => expect(bytes(count)).toBe(told));

  it.each([
    [0, '0 s'],
    [38, '38 s'],
    [60, '1 min'],
    [3725, '1 h 2 min'],
    [183_600, '2 d 3 h'],
  ])('tells %d seconds as %s', (seconds, told) => expect(duration(seconds)).toBe(told));
});
