import {offered} from './action';
import {JobDoc} from './job-store';

const job = (status: JobDoc['status'], wanted = false) => ({status, request: {warm: {wanted}}}) as unknown as JobDoc;
const OPERATOR = ['VIEW', 'BROWSE', 'RUN_JOBS'];
const APPROVER = ['VIEW', 'APPROVE'];

describe('what may be done with a job', () => {
  it.each([
    ['CREATED', 'start limits cancel'],
    ['QUEUED', 'limits cancel'],
    ['RUNNING', 'pause limits cancel'],
    ['PAUSED', 'resume limits cancel'],
    ['FAILED', 'retry limits cancel'],
    ['CANCELLING', ''],
    ['SUCCEEDED', ''],
  ] as const)('by an operator while it is %s: %s', (status, actions) => {
    expect(offered(job(status), false, OPERATOR).join(' ')).toBe(actions);
  });

  it('is nothing for who only looks', () => expect(offered(job('RUNNING', true), false, ['VIEW'])).toEqual([]));

  it('is the cutover of a warm one, once, for who may approve', () => {
    expect(offered(job('RUNNING', true), false, APPROVER)).toEqual(['cutover']);
    expect(offered(job('RUNNING', true), true, APPROVER)).toEqual([]);
    expect(offered(job('RUNNING'), false, APPROVER)).toEqual([]);
  });
});
