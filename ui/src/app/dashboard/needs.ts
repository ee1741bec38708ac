import {Health} from '../core/health';
import {Permission} from '../core/permissions';
import {Spoken} from '../core/said';
import {DashboardQuery, RunningJobFragment} from './dashboard.generated';
import {StuckJobs} from './told';

export type NeedKind = 'CUTOVER' | 'HELD' | 'UNTRUSTED' | 'STUCK' | 'FAILED' | 'BROKEN' | 'LEFT' | 'LICENCE';

/** Something that goes on only when somebody does something. */
export interface Need {
  readonly kind: NeedKind;
  /** Differs from all others. */
  readonly key: string;
  /** Of what; empty where its kind says it. */
  readonly name: string;
  /** What the API says of it, where it says something. */
  readonly why: Spoken | null;
  readonly link: readonly string[];
  /** Since when, or until when. */
  readonly at: string | null;
  /** Of a cutover: how long the machine will be down, in seconds. */
  readonly downtime: {readonly least: number; readonly most: number} | null;
}

export interface Facts {
  readonly data: DashboardQuery;
  readonly health: Health | null;
  readonly stuck: StuckJobs | null;
}

/** Who can do something about it. */
const WHOSE: Readonly<Record<NeedKind, Permission>> = {
  CUTOVER: 'APPROVE',
  HELD: 'RUN_JOBS',
  UNTRUSTED: 'MANAGE_CONNECTIONS',
  STUCK: 'MAINTAIN',
  FAILED: 'RUN_JOBS',
  BROKEN: 'MANAGE_CONNECTIONS',
  LEFT: 'RUN_JOBS',
  LICENCE: 'ADMINISTER',
};

/** A licence is said to end when it has so many milliseconds left. */
const SOON = 14 * 86_400_000;

type Told = Pick<Need, 'name' | 'link'> & Partial<Need>;

function need(kind: NeedKind, told: Told): Need {
  return {kind, key: kind + told.link.join('/'), why: null, at: null, downtime: null, ...told};
}

const nodes = <T>({edges}: {readonly edges: readonly {readonly node: T}[]}) => edges.map(({node}) => node);

/** It is copied again and again, once at least, and does not cut over by itself. */
export function awaitsCutover({status, request, steps, passes}: RunningJobFragment): boolean {
  return (
    status === 'RUNNING' &&
    request.warm.wanted &&
    request.warm.budgetBytes === 0 &&
    passes.some(({state}) => state === 'DONE') &&
    steps.some(({kind, status}) => kind === 'SyncUntilCutover' && ['RUNNING', 'WAITING', 'RETRYING'].includes(status))
  );
}

/** What waits for somebody who may do this, what holds up most first. */
export function needs({data, health, stuck}: Facts, permissions: readonly Permission[], now: number): readonly Need[] {
  const troubled = (kind: NeedKind, jobs: DashboardQuery['held']) =>
    nodes(jobs).map(({key, name, updatedAt, failure}) =>
      need(kind, {name, link: ['/jobs', key], at: updatedAt, why: failure}),
    );
  const endpoints = (wanted: 'UNTRUSTED' | 'BROKEN') =>
    nodes(data.connections)
      .filter(({status}) => status === wanted)
      .map(({key, name, failure}) =>
        need(wanted, {name, link: ['/connections'], key: wanted + key, why: failure}),
      );
  const left = health?.checks.find(({name}) => name === 'open-resources')?.facts['jobs'] as readonly string[] | undefined;
  const {expires} = data.license.terms;
  const all = [
    ...nodes(data.running)
      .filter(awaitsCutover)
      .map(({key, name, updatedAt, forecast}) =>
        need('CUTOVER', {name, link: ['/jobs', key], at: updatedAt, downtime: forecast?.downtime ?? null}),
      ),
    ...troubled('HELD', data.held),
    ...endpoints('UNTRUSTED'),
    ...(stuck?.stuck ?? []).map(({job, name, since, why, reason, remedy}) =>
      need('STUCK', {name, link: ['/jobs', job], at: since, why: {why, message: reason, remedy}}),
    ),
    ...troubled('FAILED', data.failed),
    ...endpoints('BROKEN'),
    ...(left ?? []).map((job) => need('LEFT', {name: job.slice(0, 8), link: ['/jobs', job]})),
    ...(Date.parse(expires) - now < SOON ? [need('LICENCE', {name: '', link: ['/licence'], at: expires})] : []),
  ];
  return all.filter(({kind}) => permissions.includes(WHOSE[kind]));
}
