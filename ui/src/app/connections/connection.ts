import {ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, viewChild, ViewEncapsulation} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {line, text} from '../core/form';
import {May} from '../core/permissions';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Rate} from '../core/units';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {FailurePane} from '../shared/failure-pane';
import {Field} from '../shared/field';
import {FormDialog} from '../shared/form-dialog';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Certificate} from './certificate';
import {ConnectionStore} from './connection-store';
import {Diagnosis} from './diagnosis';
import {awaiting} from './trust';

const MIB = 1024 * 1024;

/** One endpoint: how it stands, what it can do, and all that can be changed about it. */
@Component({
  imports: [
    Badge,
    Certificate,
    Confirm,
    Diagnosis,
    FailurePane,
    Field,
    FormDialog,
    May,
    Moment,
    PageHeader,
    Pane,
    Rate,
    RouterLink,
    TranslocoDirective,
  ],
  providers: [ConnectionStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  templateUrl: './connection.html',
  styleUrl: './connection.css',
})
export class ConnectionScreen {
  private readonly rest = inject(Rest);
  private readonly router = inject(Router);
  private readonly removal = viewChild<Confirm>('removal');
  private readonly sshRemoval = viewChild<Confirm>('sshRemoval');
  protected readonly store = inject(ConnectionStore);

  readonly key = input.required<string>();

  protected readonly awaiting = computed(() => {
    const connection = this.store.connection();
    return connection === null ? '' : awaiting(connection);
  });
  /** Why it is broken, as everything else that failed is shown. */
  protected readonly broken = computed(() => {
    const {status, failure} = this.store.connection() ?? {};
    return status === 'BROKEN' && failure ? new Failure({...failure, detail: failure.message, facts: failure.facts as Record<string, string>}) : null;
  });
  protected readonly mounts = computed(() => Object.entries((this.store.connection()?.endpoint.mounts ?? {}) as Record<string, string>));
  protected readonly limit = computed(() => (this.store.connection()?.bytesPerSecond ?? 0) / MIB);
  protected readonly refused = signal<Failure | null>(null);
  protected readonly asking = signal<'secret' | 'ssh' | 'limits' | null>(null);

  constructor() {
    effect(() => void this.store.show(this.key()));
  }

  protected readonly changeSecret = (given: FormData) =>
    this.send('PUT', '/secret', {username: line(given, 'username'), secret: text(given, 'secret')});

  protected readonly changeSsh = (given: FormData) =>
    this.send('PUT', '/ssh', {
      user: line(given, 'user'),
      port: Number(line(given, 'port')),
      hostKey: line(given, 'hostKey'),
      privateKey: text(given, 'privateKey'),
    });

  protected readonly changeLimit = (given: FormData) =>
    this.send('PATCH', '/limits', {bytesPerSecond: Math.round(Number(line(given, 'limit')) * MIB)});

  protected async test(): Promise<void> {
    await this.order(() => this.send('POST', '/validate'));
  }

  protected async removeSsh(): Promise<void> {
    if (await this.sshRemoval()?.ask()) {
      await this.order(() => this.send('DELETE', '/ssh'));
    }
  }

  protected async remove(): Promise<void> {
    if (await this.removal()?.ask()) {
      await this.order(async () => {
        await this.send('DELETE', '');
        await this.router.navigate(['/connections']);
      });
    }
  }

  private async send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<void> {
    await this.rest.send(method, '/connections/' + encodeURIComponent(this.key()) + path, body);
  }

  private async order(act: () => Promise<unknown>): Promise<void> {
    this.refused.set(null);
    try {
      await act();
    } catch (thrown) {
      this.refused.set(Failure.of(thrown));
    }
  }
}
