import {absolute, relative} from './time';

const NOON = new Date('2026-03-02T12:00:00Z');

describe('times', () => {
  it('are told in UTC with a Z', () => expect(absolute(NOON, 'utc')).toBe('2026-03-02 12:00:00Z'));

  it.each([
    ['2026-03-02T11:55:00Z', 'en', '5 minutes ago'],
    ['2026-03-01T11:00:00Z', 'en', 'yesterday'],
    ['2026-03-02T14:00:30Z', 'en', 'in 2 hours'],
    ['2026-03-02T11:55:00Z', 'zh-Hant', '5 分鐘前'],
    ['2026-03-02T12:00:04Z', 'en', 'now'],
  ])('tells %s in %s as %s', (at, language, told) => {
    expect(relative(new Date(at), NOON.getTime(), language)).toBe(told);
  });
});
