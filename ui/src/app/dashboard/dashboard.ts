import {ChangeDetectionStrategy, Component, computed, inject, ViewEncapsulation} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Session} from '../core/session';
import {Time} from '../core/time';
import {Bytes} from '../core/units';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {SCREENS} from '../screens';
import {counts} from './counts';
import {DashboardStore} from './dashboard-store';
import {HealthLines} from './health-lines';
import {NeedList} from './need-list';
import {needs} from './needs';
import {RunningJobs} from './running-jobs';
import {ThroughputNow} from './throughput-now';

/** How things stand, what is under way, and what waits for whoever looks. */
@Component({
  selector: 'vmto-dashboard',
  imports: [Badge, Bytes, HealthLines, NeedList, PageHeader, Pane, RouterLink, RunningJobs, ThroughputNow, TranslocoDirective],
  providers: [DashboardStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  templateUrl: './dashboard.html',
  styleUrl: './dashboard.css',
  host: {class: 'screen dashboard'},
})
export class DashboardScreen {
  private readonly session = inject(Session);
  private readonly time = inject(Time);
  protected readonly store = inject(DashboardStore);

  protected readonly counts = computed(() => counts(this.store.data()?.jobCounts ?? []));
  protected readonly moved = computed(() => this.counts().find(({state}) => state === 'SUCCEEDED'));
  protected readonly needs = computed(() => {
    const data = this.store.data();
    const facts = {health: this.store.health(), stuck: this.store.stuck()};
    return data === null ? [] : needs({data, ...facts}, this.session.me()?.permissions ?? [], this.time.now());
  });
  /** Where the first machine is moved from, for those who may. */
  protected readonly begin = computed(() =>
    SCREENS.find(({path, needs}) => path === 'migrate' && this.session.me()?.permissions.includes(needs)),
  );
}
