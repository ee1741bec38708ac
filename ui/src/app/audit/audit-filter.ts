import {FeedEvent} from '../core/feed';

/** The first words of types of events. */
export const KINDS = [
  'job',
  'transfer',
  'connection',
  'claim',
  'license',
  'account',
  'key',
  'webhook',
  'operations',
] as const;

/** Which events are shown; what is empty does not narrow. Times are ISO-8601. */
export interface AuditAsked {
  readonly actor: string;
  /** How the type begins. */
  readonly type: string;
  readonly job: string;
  readonly from: string;
  readonly to: string;
}

export type AuditAddress = Partial<Record<keyof AuditAsked, string | undefined>>;

/** An address may have been written by hand: what it says wrongly is left out. */
export function asked({actor, type, job, from, to}: AuditAddress): AuditAsked {
  return {
    actor: actor ?? '',
    type: /^[a-z./\d-]{1,64}$/.test(type ?? '') ? (type ?? '') : '',
    job: /^[\w-]{1,64}$/.test(job ?? '') ? (job ?? '') : '',
    from: time(from),
    to: time(to),
  };
}

export function address(asked: AuditAsked): Record<keyof AuditAsked, string | null> {
  const {actor, type, job, from, to} = asked;
  return {actor: actor || null, type: type || null, job: job || null, from: from || null, to: to || null};
}

/** As GraphQL takes it. */
export function filter({actor, type, job, from, to}: AuditAsked) {
  return {actor, type, job: job || null, at: {from: from || null, to: to || null}};
}

/** As REST takes it, for the same events. */
export function query({actor, type, job, from, to}: AuditAsked): string {
  const given = Object.entries({actor, type, job, atFrom: from, atTo: to}).filter(([, value]) => value !== '');
  return new URLSearchParams(given).toString();
}

/** Whether an event that has just happened belongs into what is shown. */
export function fits({actor, type, job, from, to}: AuditAsked, event: FeedEvent): boolean {
  const at = Date.parse(event.at);
  return (
    (actor === '' || event.meta['actor'] === actor) &&
    event.type.startsWith(type) &&
    (job === '' || event.job === job) &&
    (from === '' || at >= Date.parse(from)) &&
    (to === '' || at < Date.parse(to))
  );
}

function time(text: string | undefined): string {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** What a field for a time shows, in the zone of the portal: `2026-05-01T12:00`. */
export function field(iso: string, zone: 'local' | 'utc'): string {
  if (iso === '') {
    return '';
  }
  const at = new Date(iso);
  return new Date(at.getTime() - (zone === 'utc' ? 0 : at.getTimezoneOffset() * 60_000)).toISOString().slice(0, 16);
}

/** The other way round. */
export function moment(field: string, zone: 'local' | 'utc'): string {
  return field === '' ? '' : time(zone === 'utc' ? field + 'Z' : field);
}
