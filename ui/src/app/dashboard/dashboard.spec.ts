import {Permission} from '../core/permissions';
import {Pace} from '../job/pace';
import {counts} from './counts';
import {DashboardQuery, RunningJobFragment} from './dashboard.generated';
import {needs} from './needs';
import {span, standing} from './standing';

const NOW = Date.parse('2026-05-01T12:00:00Z');

const warm = {
  key: 'w',
  name: 'web',
  status: 'RUNNING',
  updatedAt: '2026-05-01T11:00:00Z',
  request: {target: {node: 'pve'}, warm: {wanted: true, budgetBytes: 0}},
  steps: [{index: 3, kind: 'SyncUntilCutover', disk: '', status: 'WAITING'}],
  disks: [{key: '2000', bytes: 1000}],
  passes: [{number: 1, state: 'DONE'}],
  forecast: {downtime: {least: 38, most: 55}},
} as unknown as RunningJobFragment;

const list = <T>(...all: T[]) => ({edges: all.map((node) => ({node}))});

function facts(expires: string, ...running: RunningJobFragment[]) {
  const failure = {message: 'The disk is full.', remedy: 'Make room.'};
  const data = {
    jobCounts: [],
    running: list(...running),
    held: list({key: 'h', name: 'mail', updatedAt: '2026-05-01T10:00:00Z', failure}),
    failed: list({key: 'f', name: 'db', updatedAt: '2026-05-01T09:00:00Z', failure}),
    connections: list({key: 'c', name: 'lab', status: 'UNTRUSTED', failure: null}, {key: 'b', name: 'old', status: 'BROKEN', failure}),
    license: {terms: {expires}},
  } as unknown as DashboardQuery;
  const health = {status: 'OK', at: '', checks: [{name: 'open-resources', status: 'WARN', message: '', facts: {jobs: ['left-1']}, remedy: ''}]} as const;
  const stuck = {stuck: [{job: 's', name: 'slow', since: '2026-05-01T11:30:00Z', why: 'NO_WORKER', reason: 'Silent.', remedy: 'Resume it.'}]};
  return {data, health, stuck};
}

describe('what needs somebody', () => {
  const kinds = (permissions: readonly Permission[], expires = '2026-06-30T00:00:00Z', ...running: RunningJobFragment[]) =>
    needs(facts(expires, ...running), permissions, NOW).map(({kind}) => kind);

  it('is what they may do something about', () => {
    expect(kinds(['VIEW'])).toEqual([]);
    expect(kinds(['APPROVE'], undefined, warm)).toEqual(['CUTOVER']);
    expect(kinds(['RUN_JOBS'], undefined, warm)).toEqual(['HELD', 'FAILED', 'LEFT']);
    expect(kinds(['MANAGE_CONNECTIONS', 'MAINTAIN'])).toEqual(['UNTRUSTED', 'STUCK', 'BROKEN']);
  });

  it('is a licence with less than two weeks left', () => {
    expect(kinds(['ADMINISTER'])).toEqual([]);
    expect(kinds(['ADMINISTER'], '2026-05-14T00:00:00Z')).toEqual(['LICENCE']);
  });

  it('is no cutover that comes by itself, or before anything was copied', () => {
    const alone = {...warm, request: {...warm.request, warm: {wanted: true, budgetBytes: 1}}};
    expect(kinds(['APPROVE'], undefined, alone)).toEqual([]);
    expect(kinds(['APPROVE'], undefined, {...warm, passes: [{number: 1, state: 'RUNNING'}]})).toEqual([]);
  });
});

describe('the counts', () => {
  it('begin with what waits for a decision and lead to their list', () => {
    expect(
      counts([
        {status: 'PAUSED', held: false, jobs: 1, bytes: 10},
        {status: 'PAUSED', held: true, jobs: 2, bytes: 20},
        {status: 'SUCCEEDED', held: false, jobs: 3, bytes: 30},
        {status: 'RUNNING', held: false, jobs: 4, bytes: 40},
      ]),
    ).toEqual([
      {state: 'HELD', jobs: 2, bytes: 20, query: {held: 'true'}},
      {state: 'RUNNING', jobs: 4, bytes: 40, query: {status: 'RUNNING'}},
      {state: 'PAUSED', jobs: 1, bytes: 10, query: {status: 'PAUSED'}},
      {state: 'SUCCEEDED', jobs: 3, bytes: 30, query: {status: 'SUCCEEDED'}},
    ]);
  });
});

describe('how far a running job is', () => {
  const copying = {...warm, steps: [{index: 1, kind: 'CopyDisk', disk: '2000', status: 'RUNNING'}]} as RunningJobFragment;

  it('is not known before it has told anything', () => {
    expect(standing(copying, null)).toEqual({part: null, end: null});
  });

  it('is what it told last, and when it ends a guess by its rates', () => {
    const pace = new Pace();
    for (let tick = 0; tick <= 5; tick++) {
      const at = new Date(NOW + tick * 5000).toISOString();
      const done = tick * 100;
      pace.take({job: 'w', step: 1, phase: 'copy', disk: '2000', total: 1000, done, read: done, zeros: 0, written: done, rate: 20, at});
    }
    const end = NOW + 25_000 + 25_000; // 500 bytes are left, 20 of them are done in a second
    expect(standing(copying, pace)).toEqual({part: 0.5, end: {least: end, most: end}});
  });

  it('says the day where it is another one', () => {
    const end = {least: NOW + 3_600_000, most: NOW + 4_200_000};
    expect(span(end, NOW, 'utc')).toBe('13:00–13:10');
    expect(span({least: NOW + 86_400_000, most: NOW + 86_400_000}, NOW, 'utc')).toBe('2026-05-02 12:00');
  });
});
