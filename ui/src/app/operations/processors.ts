import {ChangeDetectionStrategy, Component, computed, inject, signal, viewChild} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {said} from '../core/said';
import {Moment} from '../core/time';
import {Duration} from '../core/units';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {Icon} from '../shared/icon';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {Processor} from './told';

/** How far they are is looked at every so many milliseconds. */
const PAUSE = 3000;

export type ProcessorState = 'RUNNING' | 'STOPPED' | 'TROUBLE';

export function stateOf({running, trouble}: Processor): ProcessorState {
  return !running ? 'STOPPED' : trouble ? 'TROUBLE' : 'RUNNING';
}

/** What carries the work on, how far behind it is, and what holds it up. */
@Component({
  imports: [Badge, Cell, Confirm, Duration, Icon, May, Moment, Pane, RouterLink, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './processors.html',
})
export class Processors {
  protected readonly said = said;
  private readonly rest = inject(Rest);
  protected readonly orders = inject(Orders);
  private readonly confirm = viewChild.required(Confirm);

  protected readonly processors = reading(() => this.rest.get<{processors: readonly Processor[]}>('/processors'), {
    on: ({type}) => type.startsWith('operations.processor-'),
    every: () => PAUSE,
  });
  protected readonly rows = computed(() =>
    (this.processors.value()?.processors ?? []).map((one) => ({key: one.name, state: stateOf(one), ...one})),
  );
  protected readonly troubled = computed(() => this.rows().filter(({trouble}) => trouble));
  protected readonly meant = signal('');
  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'processors.name'},
    {id: 'state', name: 'processors.state'},
    {id: 'position', name: 'processors.position', numeric: true},
    {id: 'head', name: 'processors.head', numeric: true},
    {id: 'lag', name: 'processors.lag', numeric: true},
    {id: 'behind', name: 'processors.behind', numeric: true},
    {id: 'letters', name: 'processors.letters', numeric: true},
    {id: 'orders', name: 'table.orders'},
  ];

  protected async stop(name: string): Promise<void> {
    this.meant.set(name);
    if (await this.confirm().ask()) {
      await this.order(name, 'stop');
    }
  }

  protected async order(name: string, what: 'stop' | 'start'): Promise<void> {
    await this.orders.give('POST', '/processors/' + encodeURIComponent(name) + '/' + what);
  }
}
