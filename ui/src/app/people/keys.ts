import {ChangeDetectionStrategy, Component, computed, inject, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Session} from '../core/session';
import {Moment, Time} from '../core/time';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {NewKey} from './new-key';
import {Key} from './told';

/** Keys for programs: one's own, or all for those who may read them. */
@Component({
  imports: [Badge, Cell, Confirm, Moment, NewKey, Pane, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part'},
  templateUrl: './keys.html',
})
export class Keys {
  private readonly rest = inject(Rest);
  private readonly session = inject(Session);
  private readonly time = inject(Time);
  private readonly confirm = viewChild.required(Confirm);
  protected readonly orders = inject(Orders);

  protected readonly keys = reading(() => this.rest.all<Key>('/keys', 'keys'), {
    on: ({type}) => type.startsWith('key.') || type === 'account.disabled/1' || type === 'account.enabled/1',
  });
  protected readonly all = computed(() => this.session.me()?.permissions.includes('AUDIT') ?? false);
  protected readonly rows = computed(() => {
    const me = this.session.me();
    const ofAll = me?.permissions.includes('ADMINISTER') ?? false;
    return (this.keys.value() ?? []).map((one) => ({
      key: one.id,
      state: Date.parse(one.expires) > this.time.now() ? 'ACTIVE' : 'EXPIRED',
      mayRevoke: ofAll || one.owner === me?.name,
      ...one,
    }));
  });
  protected readonly making = signal(false);
  protected readonly meant = signal<Key | null>(null);
  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'keyList.name'},
    {id: 'owner', name: 'keyList.owner'},
    {id: 'state', name: 'keyList.state'},
    {id: 'permissions', name: 'keyList.permissions'},
    {id: 'expires', name: 'keyList.expires'},
    {id: 'used', name: 'keyList.used'},
    {id: 'created', name: 'keyList.created', extra: true},
    {id: 'orders', name: 'table.orders'},
  ];

  /** Of one's own keys no event tells whoever may not read those of all. */
  protected made(): void {
    this.making.set(false);
    void this.keys.refresh();
  }

  protected async revoke(key: Key): Promise<void> {
    this.meant.set(key);
    if ((await this.confirm().ask()) && (await this.orders.give('DELETE', '/keys/' + encodeURIComponent(key.id)))) {
      await this.keys.refresh();
    }
  }
}
