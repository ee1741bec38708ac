import {FeedEvent} from '../core/feed';
import {address, asked, field, filter, fits, moment, query} from './audit-filter';
import {summary} from './summary';

const event: FeedEvent = {
  position: 7,
  type: 'connection.removed/1',
  at: '2026-05-01T12:00:00Z',
  job: '',
  aggregate: 'c-1',
  payload: {connection: 'c-1'},
  meta: {actor: 'ada', origin: '127.0.0.1'},
};

describe('what is asked of the audit', () => {
  it('comes back as it was written', () => {
    const written = {actor: 'ada', type: 'job.', job: '3f0c', from: '2026-05-01T00:00:00.000Z', to: '2026-05-02T00:00:00.000Z'};
    expect(address(asked(written))).toEqual(written);
    expect(query(asked(written))).toBe(
      'actor=ada&type=job.&job=3f0c&atFrom=2026-05-01T00%3A00%3A00.000Z&atTo=2026-05-02T00%3A00%3A00.000Z',
    );
  });

  it('is not believed where it cannot be', () => {
    expect(asked({type: '%', job: '../x', from: 'soon'})).toEqual({actor: '', type: '', job: '', from: '', to: ''});
    expect(filter(asked({}))).toEqual({actor: '', type: '', job: null, at: {from: null, to: null}});
    expect(query(asked({}))).toBe('');
  });

  it('takes in what has just happened, or does not', () => {
    expect(fits(asked({}), event)).toBe(true);
    expect(fits(asked({actor: 'ada', type: 'connection.'}), event)).toBe(true);
    expect(fits(asked({actor: 'ad'}), event)).toBe(false);
    expect(fits(asked({type: 'job.'}), event)).toBe(false);
    expect(fits(asked({job: 'j'}), event)).toBe(false);
    expect(fits(asked({from: '2026-05-01T12:00:00Z'}), event)).toBe(true);
    expect(fits(asked({to: '2026-05-01T12:00:00Z'}), event)).toBe(false);
  });

  it('shows times in the zone of the portal', () => {
    expect(field('2026-05-01T12:34:00.000Z', 'utc')).toBe('2026-05-01T12:34');
    expect(moment('2026-05-01T12:34', 'utc')).toBe('2026-05-01T12:34:00.000Z');
    expect(moment(field('2026-05-01T12:34:00.000Z', 'local'), 'local')).toBe('2026-05-01T12:34:00.000Z');
  });
});

describe('an event in one line', () => {
  it('names its plain values', () => {
    expect(summary({job: 'j', at: 'x', actor: '', leftovers: [], reason: 'gone', roles: ['ADMIN', 'VIEWER']})).toBe(
      'reason: gone · roles: ADMIN, VIEWER',
    );
  });

  it('says of the rest what it is', () => {
    const failure = {code: 'SOURCE_POWERED_ON', message: 'long'};
    expect(summary({failure, disks: [{key: 'a'}, {key: 'b'}]})).toBe('failure: SOURCE_POWERED_ON · disks: [2]');
    expect(summary(null)).toBe('');
    expect(summary({account: 'a-1', name: 'ada'}, 'a-1')).toBe('name: ada');
  });
});
