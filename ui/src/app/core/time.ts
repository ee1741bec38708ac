import {ChangeDetectionStrategy, Component, computed, inject, Injectable, input, signal} from '@angular/core';
import {Language} from './language';
import {setting} from './settings';

/** How times are told, and what time it is, to some seconds. */
@Injectable({providedIn: 'root'})
export class Time {
  readonly zone = setting('zone', ['local', 'utc']);
  readonly now = signal(Date.now());

  constructor() {
    setInterval(() => this.now.set(Date.now()), 5000);
  }
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** What happened since the clock of the page was last looked at is not of the future. */
const AHEAD = 10;

/** As in `2026-11-28 21:14:02`, with `Z` where it is UTC. */
export function absolute(at: Date, zone: 'local' | 'utc'): string {
  const shifted = zone === 'utc' ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ') + (zone === 'utc' ? 'Z' : '');
}

/** As in `5 minutes ago`. */
export function relative(at: Date, now: number, language: string): string {
  const ahead = (at.getTime() - now) / 1000;
  const seconds = ahead > 0 && ahead < AHEAD ? 0 : ahead;
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(language, {numeric: 'auto'}).format(Math.trunc(seconds / size), unit);
}

/** A moment in the zone of the portal; how long ago it was is in its title, or the other way round. */
@Component({
  selector: 'vmto-time',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<time [attr.datetime]="at()" [title]="ago() ? exact() : since()">{{ ago() ? since() : exact() }}</time>',
})
export class Moment {
  private readonly time = inject(Time);
  private readonly language = inject(Language);

  /** ISO-8601. */
  readonly at = input.required<string>();
  readonly ago = input(false);

  private readonly date = computed(() => new Date(this.at()));
  protected readonly exact = computed(() => absolute(this.date(), this.time.zone()));
  protected readonly since = computed(() => relative(this.date(), this.time.now(), this.language.code()));
}
