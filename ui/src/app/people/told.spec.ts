import {Account, endsIn, stateOf} from './told';

const account: Account = {id: 'a-1', name: 'ann', roles: ['VIEWER'], disabled: false, mustChangePassword: false, created: '2026-11-28T10:00:00Z'};

describe('an account', () => {
  it('is told by what keeps its owner out first', () => {
    const locked = '2026-11-28T10:05:00Z';
    expect(stateOf(account)).toBe('ACTIVE');
    expect(stateOf({...account, mustChangePassword: true})).toBe('NEW');
    expect(stateOf({...account, mustChangePassword: true, locked})).toBe('LOCKED');
    expect(stateOf({...account, locked, disabled: true})).toBe('DISABLED');
  });
});

describe('a key', () => {
  it('ends after whole days', () => {
    expect(endsIn(30, Date.parse('2026-11-28T10:00:00Z'))).toBe('2026-12-28T10:00:00.000Z');
  });
});
