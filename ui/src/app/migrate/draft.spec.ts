import {addressed, Draft, EMPTY, isWarm, moved, request} from './draft';
import {Machine} from './inventory';

const WEB = {id: 'vm-7', name: 'web', power: 'OFF'} as Machine;
const CHOSEN: Draft = {...EMPTY, source: 'c-1', machine: 'vm-7', target: 'c-2', node: 'pve', storage: 'local', networks: {a: 'vmbr0'}};

describe('a draft of a migration', () => {
  it('is sent with what was chosen and nothing that was not', () =>
    expect(request(CHOSEN, WEB, {'VM Network': 'vmbr0'})).toEqual({
      source: {connection: 'c-1', machine: 'vm-7'},
      target: {connection: 'c-2', node: 'pve', storage: 'local'},
      networks: {'VM Network': 'vmbr0'},
      road: 'AUTO',
      read: 'AUTO',
      limits: {bytesPerSecond: 0, parallelDisks: 2},
    }));

  it('is sent in the units of the API', () =>
    expect(request({...CHOSEN, name: 'w2', warm: true, budgetMiB: 1.5, limitMiB: 100, boot: true, expect: 'ready'}, WEB, {})).toMatchObject({
      name: 'w2',
      warm: {intervalSeconds: 300, budgetBytes: 1_572_864, shutdownSeconds: 600},
      limits: {bytesPerSecond: 104_857_600},
      bootCheck: {start: true, expect: 'ready', identity: '', timeoutSeconds: 300},
    }));

  it('is warm for a machine that runs, unless somebody says otherwise', () => {
    const on = {...WEB, power: 'ON'} as const;
    expect([isWarm(EMPTY, WEB), isWarm(EMPTY, on), isWarm({...EMPTY, warm: false}, on)]).toEqual([false, true, false]);
  });

  it('forgets what depends on what was changed', () => {
    expect(moved(CHOSEN, {source: 'c-9'})).toMatchObject({source: 'c-9', machine: '', target: 'c-2'});
    expect(moved({...CHOSEN, name: 'w2', warm: true}, {machine: 'vm-8'})).toMatchObject({machine: 'vm-8', name: '', warm: null});
    expect(moved(CHOSEN, {target: 'c-3'})).toMatchObject({target: 'c-3', node: '', storage: '', networks: {}});
    expect(moved(CHOSEN, {storage: 'other'})).toMatchObject({node: 'pve', networks: {a: 'vmbr0'}});
  });

  it('goes on where it was left, or where the address says', () => {
    const left: Draft = {...CHOSEN, step: 'how'};
    expect(addressed(left, {})).toEqual(left);
    expect(addressed(left, {step: 'check'})).toEqual({...left, step: 'check'});
    expect(addressed(left, {source: 'c-1', machine: 'vm-8'})).toMatchObject({step: 'machine', machine: 'vm-8', target: 'c-2'});
    expect(addressed(left, {step: 'nowhere'})).toEqual(left);
  });
});
