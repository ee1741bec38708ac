import {Nic} from './inventory';
import {mapped, mappings} from './networks';

const nic = (key: string, network: string): Nic => ({key, network, model: 'VMXNET3', mac: '00:50:56:00:00:0' + key});
const NICS = [nic('1', 'VM Network'), nic('2', 'VMBR1'), nic('3', 'VM Network')];
const bridges = (...[nics, there, chosen = {}, before = {}]: [readonly Nic[], string[], Record<string, string>?, Record<string, string>?]) =>
  mappings(nics, there, chosen, before).map(({network, bridge, vlan}) => [network, bridge, vlan]);

describe('the networks of a machine', () => {
  it('are told once each, those without a bridge first', () =>
    expect(bridges(NICS, ['vmbr0', 'vmbr1'])).toEqual([
      ['VM Network', '', ''],
      ['VMBR1', 'vmbr1', ''],
    ]));

  it('go to the only bridge there is', () => expect(bridges([NICS[0]!], ['vmbr0'])).toEqual([['VM Network', 'vmbr0', '']]));

  it('go where they went the last time, as long as that is there', () => {
    const before = {'VM Network': 'vmbr1:20', VMBR1: 'gone'};
    expect(bridges(NICS, ['vmbr0', 'vmbr1'], {}, before)).toEqual([
      ['VM Network', 'vmbr1', '20'],
      ['VMBR1', 'vmbr1', ''],
    ]);
  });

  it('go where somebody says, and stay in their place meanwhile', () =>
    expect(bridges(NICS, ['vmbr0', 'vmbr1'], {'VM Network': 'vmbr0:7'})).toEqual([
      ['VM Network', 'vmbr0', '7'],
      ['VMBR1', 'vmbr1', ''],
    ]));

  it('are sent without those that have no bridge', () =>
    expect(mapped(mappings(NICS, ['vmbr0', 'vmbr1'], {VMBR1: 'vmbr1:30'}, {}))).toEqual({VMBR1: 'vmbr1:30'}));
});
