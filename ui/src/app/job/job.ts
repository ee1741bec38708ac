import {ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked, ViewEncapsulation} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {FeedEvent} from '../core/feed';
import {Moment, Time} from '../core/time';
import {Badge} from '../shared/badge';
import {FailurePane} from '../shared/failure-pane';
import {Pane} from '../shared/pane';
import {Actions} from './actions';
import {because} from './because';
import {Disks} from './disks';
import {Events} from './events';
import {Outlook} from './outlook';
import {Holdings} from './holdings';
import {JobStore, STATES} from './job-store';
import {PlanFacts} from './plan-facts';
import {next} from './standing';
import {ThroughputChart} from './throughput-chart';
import {Timeline} from './timeline';
import {Travel} from './travel';

const APPROVED = 'job.cutover-approved/1';
const TABS = ['overview', 'events', 'plan'] as const;
type Tab = (typeof TABS)[number];

/** One job: what it is, where it stands, what it did and does; now, or as it was at a position. */
@Component({
  imports: [
    Actions,
    Badge,
    Disks,
    Events,
    FailurePane,
    Holdings,
    Moment,
    Outlook,
    Pane,
    PlanFacts,
    RouterLink,
    ThroughputChart,
    Timeline,
    TranslocoDirective,
    Travel,
  ],
  providers: [JobStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  templateUrl: './job.html',
  styleUrl: './job.css',
  host: {class: 'screen job'},
})
export class JobScreen {
  private readonly router = inject(Router);
  private readonly time = inject(Time);
  protected readonly store = inject(JobStore);

  readonly id = input.required<string>();
  readonly tab = input<string>();
  readonly step = input<string>();
  readonly event = input<string>();
  readonly at = input<string>();

  protected readonly tabs = TABS;
  protected readonly shownTab = computed<Tab>(() => TABS.find((one) => one === this.tab()) ?? 'overview');
  protected readonly past = computed(() => this.store.at() !== null);
  /** The moment that is looked at. */
  protected readonly moment = computed(() => {
    const at = this.store.at();
    const last = at === null ? undefined : this.lastShown();
    return last === undefined ? this.time.now() : Date.parse(last.at);
  });
  private readonly lastShown = computed(() => this.store.story.at(this.store.shown() - 1));
  /** The event that turned its state last. */
  protected readonly turned = computed(() => this.last(({type}) => type in STATES));
  protected readonly failed = computed(() => {
    const failure = this.store.job()?.failure;
    if (failure == null) {
      return null;
    }
    const facts = failure.facts as Record<string, string>;
    const cause = this.last(({payload}) => 'failure' in payload);
    const asked = cause && because(this.store.story, cause).find(({meta}) => meta['correlationId']);
    return new Failure({...failure, facts, detail: failure.message, correlationId: asked?.meta['correlationId'] ?? ''});
  });
  /** Where the cutover has been approved, and the source has not run again since. */
  protected readonly approved = computed(
    () => this.last(({type}) => type === APPROVED || type === 'transfer.source-powered-on/1')?.type === APPROVED,
  );
  /** Whether it only waits for somebody to approve it. */
  protected readonly waits = computed(() => {
    const job = this.store.job();
    const resting = job?.steps.some(({kind, status}) => kind === 'SyncUntilCutover' && status === 'WAITING');
    return resting === true && !this.approved() && job?.request.warm.budgetBytes === 0;
  });

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.show(id));
    });
    effect(() => {
      const at = this.at();
      this.id();
      untracked(() => this.store.travel(/^\d{1,15}$/.test(at ?? '') ? Number(at) : null));
    });
  }

  private last(meant: (event: FeedEvent) => boolean): FeedEvent | undefined {
    const at = this.store.at() ?? Infinity;
    this.store.turned();
    return this.store.turns.findLast((event) => event.position <= at && meant(event));
  }

  protected next(t: (key: string, values?: Record<string, unknown>) => string): readonly string[] {
    const job = this.store.job();
    this.store.moved();
    return job === null ? [] : next(t, job, this.past() ? null : this.store.pace, this.moment(), this.time.zone());
  }

  protected go(change: Record<string, string | number | null>, replaceUrl = false): void {
    void this.router.navigate([], {queryParams: change, queryParamsHandling: 'merge', replaceUrl});
  }
}
