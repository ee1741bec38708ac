import {FeedEvent} from '../core/feed';
import {Translate} from '../core/said';
import {absolute} from '../core/time';
import {bytes} from '../core/units';
import {JobDoc} from './job-store';

type Zone = 'local' | 'utc';
type Part = Readonly<Record<string, unknown>>;
type Step = JobDoc['steps'][number];

/** The text where there is one, else what stands for it. */
export function known(t: Translate, key: string, otherwise: string, values?: Record<string, unknown>): string {
  const text = t(key, values);
  return text === key ? otherwise : text;
}

/** A step in the language of the portal; one that it has not heard of has its title. */
export function stepName(t: Translate, {kind, title, disk}: Pick<Step, 'kind' | 'title' | 'disk'>, job: Pick<JobDoc, 'machine'>): string {
  return known(t, 'step.' + kind, title, {disk: diskName(disk, job)});
}

/** The word of its state; one that was stopped is told from one that has not begun. */
export function stepState({status, attempts}: Pick<Step, 'status' | 'attempts'>): string {
  return status === 'PENDING' && attempts > 0 ? 'STOPPED' : status;
}

/** Such as `pass 3`. */
export function phaseName(t: Translate, phase: string): string {
  const [, word, number] = /^(.*?)(?: (\d+))?$/.exec(phase) ?? [];
  return known(t, 'phase.' + (word ?? phase), phase, {number});
}

/** An event in words; one that the portal has not heard of has the name of its type. */
export function eventWords(t: Translate, event: FeedEvent, job: JobDoc, zone: Zone): string {
  const name = event.type.replace(/\/\d+$/, '');
  return known(t, 'event.' + name, event.type, values(t, event.payload, job, zone));
}

function values(t: Translate, payload: Part, job: JobDoc, zone: Zone): Record<string, unknown> {
  const part = (name: string) => (payload[name] ?? {}) as Part;
  const [evidence, limits, boot, resource, result] = ['evidence', 'limits', 'boot', 'resource', 'result'].map(part) as [Part, Part, Part, Part, Part];
  const failure = (payload['failure'] ?? payload['why'] ?? {}) as Part;
  const disks = (result['disks'] ?? []) as readonly Part[];
  const sum = (name: string) => bytes(disks.reduce((all, disk) => all + Number(disk[name]), 0));
  const name = (index: unknown) => {
    const step = job.steps[Number(index)];
    return step === undefined ? String(Number(index) + 1) : stepName(t, step, job);
  };
  return {
    step: name(payload['step']),
    from: Number(payload['fromStep']) < 0 ? '' : name(payload['fromStep']),
    attempt: payload['attempt'],
    next: typeof payload['next'] === 'string' ? absolute(new Date(payload['next']), zone) : '',
    offset: bytes(Number(payload['offset'] ?? 0)),
    disk: diskName(String(evidence['disk'] ?? payload['disk'] ?? ''), job),
    evidence: known(t, 'evidence.' + String(evidence['kind']), String(evidence['kind'])),
    by: evidence['by'],
    pass: result['number'] ?? part('pass')['number'] ?? payload['pass'],
    changed: sum('changed'),
    read: sum('read'),
    seconds: (Number(result['millis'] ?? 0) / 1000).toFixed(1),
    rate: Number(limits['bytesPerSecond']) === 0 ? t('job.unlimited') : bytes(Number(limits['bytesPerSecond'])) + '/s',
    parallel: limits['parallelDisks'],
    resource: known(t, 'resource.' + String(resource['kind']), String(resource['kind'])),
    name: resource['name'] ?? payload['name'],
    remoteId: payload['remoteId'],
    how: payload['how'],
    reason: payload['reason'],
    level: known(t, 'boot.' + String(boot['level']), String(boot['level'])),
    line: boot['line'],
    worker: payload['worker'],
    outcome: known(t, 'state.' + String(payload['outcome']), String(payload['outcome'])),
    why: failure['message'] ?? payload['why'] ?? '',
  };
}

/** What its platform calls a disk. */
export function diskName(key: string, {machine}: {readonly machine: {readonly disks: readonly {readonly key: string; readonly label: string}[]}}): string {
  return machine.disks.find((disk) => disk.key === key)?.label || key;
}

/** Hours and minutes, with the day where it is not the same. */
export function clock(at: number, now: number, zone: Zone): string {
  const text = absolute(new Date(at), zone);
  return text.slice(0, 10) === absolute(new Date(now), zone).slice(0, 10) ? text.slice(11, 16) : text.slice(5, 16);
}
