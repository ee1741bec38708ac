import {ChangeDetectionStrategy, Component, computed, inject, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {saidInLine} from '../core/said';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {Pane} from '../shared/pane';
import {Projection, Run} from './told';

/** Between two looks, in milliseconds: while something runs, and else. */
const [RUNNING, RESTING] = [1000, 15_000];

const going = ({run}: Projection) => run?.state === 'WAITING' || run?.state === 'RUNNING';

/** How a run stands; one that found differences did not just go well. */
export function stateOf(run: Run): string {
  return run.state === 'DONE' && run.differing > 0 ? 'DIFFERS' : run.state;
}

/** Read models: folded anew, or compared with what the events say. */
@Component({
  imports: [Badge, Confirm, May, Moment, Pane, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './projections.html',
})
export class Projections {
  protected readonly saidInLine = saidInLine;
  private readonly rest = inject(Rest);
  protected readonly orders = inject(Orders);
  private readonly confirm = viewChild.required(Confirm);

  protected readonly projections = reading(() => this.rest.get<{projections: readonly Projection[]}>('/projections'), {
    on: ({type}) => type === 'operations.rebuild-requested/1',
    every: (known) => (known?.projections.some(going) ? RUNNING : RESTING),
  });
  protected readonly all = computed(() =>
    (this.projections.value()?.projections ?? []).map((one) => ({
      ...one,
      busy: going(one),
      state: one.run ? stateOf(one.run) : '',
    })),
  );
  protected readonly meant = signal('');

  protected async rebuild(name: string): Promise<void> {
    this.meant.set(name);
    if (await this.confirm().ask()) {
      await this.order('/' + encodeURIComponent(name) + '/rebuild');
    }
  }

  protected async check(name: string): Promise<void> {
    await this.order('/' + encodeURIComponent(name) + '/check');
  }

  protected async checkAll(): Promise<void> {
    await this.order('/check');
  }

  private async order(what: string): Promise<void> {
    await this.orders.give('POST', '/projections' + what);
    await this.projections.refresh();
  }
}
