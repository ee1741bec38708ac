import {Nic} from './inventory';

/** Networks of a source to bridges of a node, by name; a bridge may have a VLAN behind a colon. */
export type Networks = Readonly<Record<string, string>>;

/** A network that a machine is on, and the bridge that is meant to take its place. */
export interface Mapping {
  readonly network: string;
  readonly nics: readonly Nic[];
  /** Empty where nobody and nothing said which. */
  readonly bridge: string;
  readonly vlan: string;
}

/**
 * What was chosen comes first, then what was chosen for this node the last time, then the bridge of
 * the same name, then the only one there is. What is left stands before the rest.
 */
export function mappings(nics: readonly Nic[], bridges: readonly string[], chosen: Networks, before: Networks): readonly Mapping[] {
  const networks = [...new Set(nics.map(({network}) => network))];
  return networks
    .map((network) => {
      const [bridge = '', vlan = ''] = (chosen[network] ?? known(before[network], bridges) ?? match(network, bridges)).split(':');
      return {network, nics: nics.filter((nic) => nic.network === network), bridge, vlan};
    })
    .toSorted((a, b) => Number(matched(a, chosen)) - Number(matched(b, chosen)));
}

/** A line does not jump away from under the hand that fills it in. */
function matched({network, bridge}: Mapping, chosen: Networks): boolean {
  return bridge !== '' && chosen[network] === undefined;
}

function known(target: string | undefined, bridges: readonly string[]): string | undefined {
  return target !== undefined && bridges.includes(target.split(':')[0] ?? '') ? target : undefined;
}

function match(network: string, bridges: readonly string[]): string {
  const same = bridges.find((bridge) => bridge.toLowerCase() === network.toLowerCase());
  return same ?? (bridges.length === 1 ? bridges[0]! : '');
}

/** As the API takes it. */
export function mapped(all: readonly Mapping[]): Networks {
  return Object.fromEntries(all.filter(({bridge}) => bridge !== '').map(({network, bridge, vlan}) => [network, target(bridge, vlan)]));
}

export function target(bridge: string, vlan: string): string {
  return vlan === '' ? bridge : bridge + ':' + vlan;
}

const KEY = 'vmto.networks.';

/** What was chosen for a node the last time, in this browser. */
export function remembered(connection: string, node: string): Networks {
  return JSON.parse(localStorage.getItem(KEY + connection + '.' + node) ?? '{}') as Networks;
}

export function remember(connection: string, node: string, networks: Networks): void {
  const all = {...remembered(connection, node), ...networks};
  localStorage.setItem(KEY + connection + '.' + node, JSON.stringify(all));
}
