import {afterNextRender, ChangeDetectionStrategy, Component, computed, inject, Injector, input, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {known} from '../core/language';
import {Notices} from '../core/notices';
import {Rest} from '../core/rest';
import {Session} from '../core/session';
import {duration} from '../core/units';
import {Confirm} from '../shared/confirm';
import {FailurePane} from '../shared/failure-pane';
import {Action, NAMED, offered} from './action';
import {JobDoc} from './job-store';
import {PlanFacts} from './plan-facts';
import {stepName} from './words';

const MIB = 2 ** 20;

/** What can be done with the job as it stands, by whom is signed in; each asks before it is done. */
@Component({
  selector: 'vmto-actions',
  imports: [Confirm, FailurePane, PlanFacts, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './actions.html',
})
export class Actions {
  private readonly rest = inject(Rest);
  private readonly session = inject(Session);
  private readonly notices = inject(Notices);
  private readonly injector = inject(Injector);
  private readonly confirm = viewChild.required(Confirm);

  readonly job = input.required<JobDoc>();
  /** Whether its cutover has been. */
  readonly approved = input(false);

  protected readonly actions = computed(() => offered(this.job(), this.approved(), this.session.me()?.permissions ?? []));
  protected readonly asked = signal<Action>('pause');
  protected readonly busy = signal(false);
  protected readonly refused = signal<Failure | null>(null);
  protected readonly from = signal('');
  protected readonly mib = signal(0);
  protected readonly parallel = signal(2);
  protected readonly name = computed(() => (NAMED.has(this.asked()) && this.job().status !== 'CREATED' ? this.job().machine.name : ''));
  protected readonly danger = computed(() => this.asked() === 'cancel');
  protected readonly stepName = stepName;
  protected readonly known = known;
  protected readonly duration = duration;

  protected async ask(action: Action): Promise<void> {
    const {limits} = this.job();
    this.from.set('');
    this.mib.set(Math.round(limits.bytesPerSecond / MIB));
    this.parallel.set(limits.parallelDisks);
    this.refused.set(null);
    this.asked.set(action);
    await new Promise<void>((drawn) => afterNextRender({read: () => drawn()}, {injector: this.injector}));
    if (await this.confirm().ask()) {
      await this.send(action);
    }
  }

  private async send(action: Action): Promise<void> {
    this.busy.set(true);
    const path = '/jobs/' + encodeURIComponent(this.job().key) + '/';
    try {
      if (action === 'start') {
        await this.rest.send('POST', path + 'start', {planHash: this.job().planHash});
      } else if (action === 'limits') {
        await this.rest.send('PATCH', path + 'limits', {bytesPerSecond: this.mib() * MIB, parallelDisks: this.parallel()});
      } else if (action === 'resume' && this.from() !== '') {
        await this.rest.send('POST', path + 'resume-from', {step: Number(this.from())});
      } else {
        await this.rest.send('POST', path + action);
      }
      this.notices.say('action.accepted');
    } catch (thrown) {
      this.refused.set(Failure.of(thrown));
    }
    this.busy.set(false);
  }
}
