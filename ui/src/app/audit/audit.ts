import {ChangeDetectionStrategy, Component, computed, effect, inject, input, signal} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective, TranslocoService} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Notices} from '../core/notices';
import {saidInLine} from '../core/said';
import {Moment, Time} from '../core/time';
import {Icon} from '../shared/icon';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {address, asked, AuditAsked, field, KINDS, moment} from './audit-filter';
import {AuditRow, AuditStore} from './audit-store';
import {AuditCsv} from './csv';
import {EventDialog} from './event-dialog';
import {summary} from './summary';

/** Who did what, when, from where and to which thing. */
@Component({
  imports: [Cell, EventDialog, Icon, Moment, PageHeader, Pane, RouterLink, Table, TranslocoDirective],
  providers: [AuditCsv, AuditStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './audit.html',
  host: {class: 'screen'},
})
export class AuditScreen {
  private readonly router = inject(Router);
  private readonly csv = inject(AuditCsv);
  private readonly notices = inject(Notices);
  private readonly texts = inject(TranslocoService);
  private readonly time = inject(Time);
  protected readonly store = inject(AuditStore);

  readonly actor = input<string>();
  readonly type = input<string>();
  readonly job = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly kinds = KINDS;
  protected readonly columns: readonly Column[] = [
    {id: 'position', name: 'audit.position', numeric: true, extra: true},
    {id: 'at', name: 'audit.at'},
    {id: 'actor', name: 'audit.actor'},
    {id: 'origin', name: 'audit.origin'},
    {id: 'type', name: 'audit.type'},
    {id: 'subject', name: 'audit.subject'},
    {id: 'summary', name: 'audit.payload'},
    {id: 'correlation', name: 'failure.correlation', extra: true},
  ];
  protected readonly asked = computed(() =>
    asked({actor: this.actor(), type: this.type(), job: this.job(), from: this.from(), to: this.to()}),
  );
  protected readonly filtered = computed(() => Object.values(this.asked()).some((value) => value !== ''));
  protected readonly fields = computed(() => ({
    from: field(this.asked().from, this.time.zone()),
    to: field(this.asked().to, this.time.zone()),
  }));
  protected readonly saving = signal(false);
  protected readonly summary = summary;

  constructor() {
    effect(() => void this.store.show(this.asked()));
  }

  protected narrow(change: Partial<AuditAsked>): void {
    void this.router.navigate([], {queryParams: address({...this.asked(), ...change})});
  }

  protected moment(text: string): string {
    return moment(text, this.time.zone());
  }

  protected everything(): void {
    this.narrow(asked({}));
  }

  protected typeName({type}: AuditRow): string {
    return type.replace(/\/\d+$/, '');
  }

  protected kindOf({type}: AuditRow): string {
    return type.split('.')[0] ?? '';
  }

  /** Of ids nobody reads more. */
  protected short(id: string): string {
    return /^[\da-f]{8}-/.test(id) ? id.slice(0, 8) : id;
  }

  protected async save(): Promise<void> {
    this.saving.set(true);
    try {
      await this.csv.save(this.asked());
    } catch (thrown) {
      this.notices.quote(saidInLine((key) => this.texts.translate(key), Failure.of(thrown)));
    } finally {
      this.saving.set(false);
    }
  }
}
