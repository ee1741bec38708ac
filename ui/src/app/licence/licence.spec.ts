import {Licence, standing} from './licence-store';

describe('a licence', () => {
  const of = (expires: string) => ({terms: {expires}}) as Licence;
  const now = Date.parse('2026-05-01T12:00:00Z');

  it('is good, about to end, or over', () => {
    expect(standing(of('2026-05-15T12:00:00Z'), now)).toBe('VALID');
    expect(standing(of('2026-05-15T11:59:59Z'), now)).toBe('ENDING');
    expect(standing(of('2026-05-01T12:00:00Z'), now)).toBe('ENDED');
  });
});
