import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Health, worstFirst} from '../core/health';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Said} from '../core/said';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Pane} from '../shared/pane';
import {facts, jobs} from './facts';

/** Nothing tells that the health has changed: it is looked at every so many milliseconds. */
const PAUSE = 10_000;

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

/** Everything that has to be right, the worst first. */
@Component({
  imports: [Badge, Moment, Pane, RouterLink, Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './health.html',
})
export class HealthReport {
  private readonly rest = inject(Rest);
  protected readonly health = reading(() => this.rest.get<Health>('/health'), {every: () => PAUSE});
  protected readonly checks = computed(() => {
    const health = this.health.value();
    return health === null ? [] : worstFirst(health);
  });
  protected readonly places = PLACES;
  protected readonly facts = facts;
  protected readonly jobs = jobs;
}
