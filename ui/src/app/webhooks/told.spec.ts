import {patterns, stateOf, Webhook} from './told';

const webhook: Webhook = {
  id: 'w-1',
  url: 'https://hooks.example/vmto',
  events: [],
  job: '',
  enabled: true,
  waiting: 0,
  parked: 0,
  failingSince: null,
  createdAt: '2026-11-28T10:00:00Z',
};

describe('a webhook', () => {
  it('that is disabled is that first', () => {
    const failingSince = '2026-11-28T11:00:00Z';
    expect(stateOf(webhook)).toBe('ACTIVE');
    expect(stateOf({...webhook, failingSince})).toBe('FAILING');
    expect(stateOf({...webhook, failingSince, enabled: false})).toBe('DISABLED');
  });

  it('listens to what somebody typed', () => {
    expect(patterns(' job.*, transfer.step-failed/1\n\nclaim.* ')).toEqual(['job.*', 'transfer.step-failed/1', 'claim.*']);
    expect(patterns('  ')).toEqual([]);
  });
});
