import {Storage, TargetNode} from './inventory';
import {places} from './places';

const storage = (name: string, changed: Partial<Storage> = {}): Storage => ({
  name,
  type: 'dir',
  content: ['images'],
  active: true,
  total: 1000,
  available: 500,
  mounted: false,
  ...changed,
});
const node = (storages: readonly Storage[], changed: Partial<TargetNode> = {}): TargetNode => ({
  name: 'pve1',
  online: true,
  storages,
  networks: ['vmbr0'],
  reached: false,
  ...changed,
});
const names = (nodes: readonly TargetNode[]) => places(nodes, 100).map(({storage}) => storage.name);

describe('the places for a machine', () => {
  it('begin with where a copy can be proven', () => {
    const roomy = storage('roomy', {available: 900});
    expect(names([node([roomy, storage('mounted', {mounted: true})])])).toEqual(['mounted', 'roomy']);
    expect(names([node([roomy]), node([storage('far')], {name: 'pve2', reached: true})])).toEqual(['far', 'roomy']);
  });

  it('go on with the one that has most room', () =>
    expect(names([node([storage('small', {available: 200}), storage('large', {available: 300})])])).toEqual(['large', 'small']));

  it('say why they cannot be taken, behind those that can', () => {
    const all = [
      node([
        storage('full', {available: 99}),
        storage('isos', {content: ['iso']}),
        storage('off', {active: false}),
        storage('exact', {available: 100}),
      ]),
      node([storage('gone')], {name: 'pve2', online: false}),
    ];
    expect(new Map(places(all, 100).map(({storage, obstacle}) => [storage.name, obstacle]))).toEqual(
      new Map([
        ['exact', null],
        ['full', 'full'],
        ['isos', 'content'],
        ['off', 'inactive'],
        ['gone', 'offline'],
      ]),
    );
    expect(places(all, 100)[0]?.storage.name).toBe('exact');
  });
});
