import {bytes, duration} from '../core/units';

/** One thing that a check looked at. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  freeBytes: bytes,
  lagSeconds: duration,
  millis: (value) => value + ' ms',
  daysLeft: (value) => value + ' d',
};

/** With their units; jobs are told by links, and empty ones not at all. */
export function facts(all: Readonly<Record<string, unknown>>): readonly Fact[] {
  return Object.entries(all)
    .filter(([name, value]) => name !== 'jobs' && value !== '')
    .map(([name, value]) => ({name, text: UNITS[name]?.(Number(value)) ?? String(value)}))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The jobs that a check names. */
export function jobs({jobs}: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(jobs) ? jobs.map(String) : [];
}
