import {ChangeDetectionStrategy, Component, computed, inject, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Said} from '../core/said';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {FormDialog} from '../shared/form-dialog';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {Letter} from './told';

/** Between two looks, in milliseconds: that one more was set aside is no event. */
const PAUSE = 10_000;

const address = ({id}: Letter) => '/dead-letters/' + encodeURIComponent(id);

/** Events that could not be handled: handled again, or let go with a reason. */
@Component({
  imports: [Badge, Cell, Confirm, FormDialog, May, Moment, Pane, Said, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part letters'},
  templateUrl: './dead-letters.html',
})
export class DeadLetters {
  private readonly rest = inject(Rest);
  protected readonly orders = inject(Orders);
  private readonly confirm = viewChild.required(Confirm);

  protected readonly letters = reading(() => this.rest.all<Letter>('/dead-letters', 'deadLetters'), {
    on: ({type}) => type.startsWith('operations.letter-'),
    every: () => PAUSE,
  });
  protected readonly rows = computed(() =>
    (this.letters.value() ?? []).map((one) => ({key: one.id, state: one.code === '' ? 'WAITING' : 'FAILED', ...one})),
  );
  protected readonly meant = signal<Letter | null>(null);
  protected readonly discarded = signal<Letter | null>(null);
  protected readonly columns: readonly Column[] = [
    {id: 'type', name: 'letters.type'},
    {id: 'state', name: 'letters.state'},
    {id: 'why', name: 'letters.why'},
    {id: 'processor', name: 'letters.processor'},
    {id: 'sequence', name: 'letters.sequence', extra: true},
    {id: 'position', name: 'letters.position', numeric: true},
    {id: 'attempts', name: 'letters.attempts', numeric: true},
    {id: 'first', name: 'letters.first', extra: true},
    {id: 'last', name: 'letters.last'},
    {id: 'orders', name: 'table.orders'},
  ];

  protected async replay(letter: Letter): Promise<void> {
    this.meant.set(letter);
    if (await this.confirm().ask()) {
      await this.orders.give('POST', address(letter) + '/replay');
    }
  }

  protected readonly discard = async (given: FormData): Promise<void> => {
    const letter = this.discarded();
    if (letter !== null) {
      await this.rest.send('POST', address(letter) + '/discard', {reason: given.get('reason')});
    }
  };
}
