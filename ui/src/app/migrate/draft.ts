import {Machine, Reading, Road} from './inventory';
import {Networks} from './networks';

export const STEPS = ['machine', 'target', 'networks', 'how', 'check', 'plan'] as const;
export type Step = (typeof STEPS)[number];

/** What somebody has chosen so far; what is empty is found out. */
export interface Draft {
  readonly step: Step;
  readonly source: string;
  readonly machine: string;
  readonly target: string;
  readonly node: string;
  readonly storage: string;
  readonly networks: Networks;
  readonly name: string;
  /** Null goes by whether the machine runs. */
  readonly warm: boolean | null;
  readonly intervalSeconds: number;
  readonly budgetMiB: number;
  readonly shutdownSeconds: number;
  readonly limitMiB: number;
  readonly parallelDisks: number;
  readonly road: Road;
  readonly read: Reading;
  readonly boot: boolean;
  readonly expect: string;
  readonly identity: string;
  readonly bootSeconds: number;
}

export const EMPTY: Draft = {
  step: 'machine',
  source: '',
  machine: '',
  target: '',
  node: '',
  storage: '',
  networks: {},
  name: '',
  warm: null,
  intervalSeconds: 300,
  budgetMiB: 0,
  shutdownSeconds: 600,
  limitMiB: 0,
  parallelDisks: 2,
  road: 'AUTO',
  read: 'AUTO',
  boot: false,
  expect: '',
  identity: '',
  bootSeconds: 300,
};

/** What of it stands in the address. */
export type Address = Partial<Record<'step' | 'source' | 'machine' | 'target' | 'node' | 'storage', string | undefined>>;

/** A draft as the address says it; what belonged to another machine or target is forgotten. */
export function addressed(draft: Draft, {step, source, machine, target, node, storage}: Address): Draft {
  const known = STEPS.find((one) => one === step) ?? (source || machine ? 'machine' : draft.step);
  let next = moved(draft, {source: source ?? draft.source});
  next = moved(next, {machine: machine ?? next.machine});
  next = moved(next, {target: target ?? next.target});
  return {...next, step: known, node: node ?? next.node, storage: storage ?? next.storage};
}

/** Changes a draft, and forgets what depends on what changed. */
export function moved(draft: Draft, change: Partial<Draft>): Draft {
  const another = (key: keyof Draft) => change[key] !== undefined && change[key] !== draft[key];
  return {
    ...draft,
    ...(another('source') ? {machine: '', name: '', warm: null} : {}),
    ...(another('machine') ? {name: '', warm: null} : {}),
    ...(another('target') ? {node: '', storage: '', networks: {}} : {}),
    ...(another('node') ? {networks: {}} : {}),
    ...change,
  };
}

/** Whether it is moved while it runs. */
export function isWarm({warm}: Draft, machine: Machine): boolean {
  return warm ?? machine.power === 'ON';
}

const MIB = 1024 * 1024;

/** As the API takes it; the draft's places must have been chosen. */
export function request(draft: Draft, machine: Machine, networks: Networks): object {
  const {source, target, node, storage, road, read} = draft;
  const bootCheck = {start: true, expect: draft.expect, identity: draft.identity, timeoutSeconds: draft.bootSeconds};
  const warm = {
    intervalSeconds: draft.intervalSeconds,
    budgetBytes: Math.round(draft.budgetMiB * MIB),
    shutdownSeconds: draft.shutdownSeconds,
  };
  return {
    source: {connection: source, machine: machine.id},
    target: {connection: target, node, storage},
    ...(draft.name === '' ? {} : {name: draft.name}),
    networks,
    road,
    read,
    ...(draft.boot ? {bootCheck} : {}),
    ...(isWarm(draft, machine) ? {warm} : {}),
    limits: {bytesPerSecond: Math.round(draft.limitMiB * MIB), parallelDisks: draft.parallelDisks},
  };
}

const KEY = 'vmto.migrate';

/** What was being filled in, in this tab. */
export function kept(): Draft {
  return {...EMPTY, ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Draft>)};
}

export function keep(draft: Draft): void {
  sessionStorage.setItem(KEY, JSON.stringify(draft));
}
