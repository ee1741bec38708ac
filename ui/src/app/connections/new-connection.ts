import {ChangeDetectionStrategy, Component, inject, signal} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {line, text} from '../core/form';
import {Rest} from '../core/rest';
import {saidInLine} from '../core/said';
import {Field} from '../shared/field';
import {Icon} from '../shared/icon';
import {PageHeader} from '../shared/page-header';
import {PlatformKind} from './connections.generated';

type Trust = 'compare' | 'ca' | 'known';

/** A field that the server complains of by its name shows that complaint itself. */
const FIELDS = ['name', 'url', 'username', 'secret', 'trust'];

/** Registers an endpoint; its certificate is compared on the screen that follows. */
@Component({
  imports: [Field, Icon, PageHeader, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './new-connection.html',
})
export class NewConnection {
  protected readonly saidInLine = saidInLine;
  private readonly rest = inject(Rest);
  private readonly router = inject(Router);

  protected readonly platforms: readonly PlatformKind[] = ['VSPHERE', 'PROXMOX'];
  protected readonly kind = signal<PlatformKind>('VSPHERE');
  protected readonly trust = signal<Trust>('compare');
  /** The numbers of its lines; what stands in them stands in the form. */
  protected readonly mounts = signal<readonly number[]>([]);
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  protected addMount(): void {
    this.mounts.update((lines) => [...lines, (lines.at(-1) ?? 0) + 1]);
  }

  protected dropMount(number: number): void {
    this.mounts.update((lines) => lines.filter((one) => one !== number));
  }

  /** What is wrong with a field, or nothing. */
  protected trouble(field: string): string {
    const why = this.failure();
    return why?.facts['field'] === field ? why.message : '';
  }

  /** What is wrong with no field in particular. */
  protected readonly elsewhere = () => {
    const why = this.failure();
    return why !== null && !FIELDS.includes(why.facts['field'] ?? '') ? why : null;
  };

  protected async add(form: HTMLFormElement): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      const {id} = await this.rest.send<{id: string}>('POST', '/connections', this.body(new FormData(form)));
      await this.router.navigate(['/connections', id]);
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  private body(given: FormData): unknown {
    const mounts = this.mounts().map((number) => [line(given, 'storage-' + number), line(given, 'path-' + number)] as const);
    const trust = {compare: '', ca: 'ca', known: line(given, 'trust')}[this.trust()];
    return {
      name: line(given, 'name'),
      kind: this.kind(),
      url: line(given, 'url'),
      username: line(given, 'username'),
      secret: text(given, 'secret'),
      ...(trust === '' ? {} : {trust}),
      ...(this.kind() === 'PROXMOX' ? {mounts: Object.fromEntries(mounts.filter(([storage]) => storage !== ''))} : {}),
    };
  }
}
