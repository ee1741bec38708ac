import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Pane} from '../shared/pane';
import {facts, jobs} from './facts';
import {Check, Grade, Health} from './told';

/** Nothing tells that the health has changed: it is looked at every so many milliseconds. */
const PAUSE = 10_000;

const WORST_FIRST: readonly Grade[] = ['FAIL', 'WARN', 'OK'];

/** Where something can be done about a check. */
const PLACES: Readonly<Record<string, string>> = {
  'processor': '/operations/processors',
  'processors': '/operations/processors',
  'dead-letters': '/operations/dead-letters',
  'stuck-jobs': '/operations/jobs',
  'open-resources': '/operations/resources',
  'artifact-store': '/operations/storage',
  'data-folder': '/operations/storage',
  'spool': '/operations/storage',
};

/** {@code processor.query} is the check `processor` of a thing of that name. */
function shown(check: Check) {
  const [kind = '', ...of] = check.name.split('.');
  return {check, kind, of: of.join('.'), place: PLACES[kind] ?? '', facts: facts(check.facts), jobs: jobs(check.facts)};
}

/** Everything that has to be right, the worst first. */
@Component({
  imports: [Badge, Moment, Pane, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './health.html',
})
export class HealthReport {
  private readonly rest = inject(Rest);
  protected readonly health = reading(() => this.rest.get<Health>('/health'), {every: () => PAUSE});
  protected readonly checks = computed(() =>
    (this.health.value()?.checks ?? [])
      .map(shown)
      .toSorted((a, b) => WORST_FIRST.indexOf(a.check.status) - WORST_FIRST.indexOf(b.check.status)),
  );
}
