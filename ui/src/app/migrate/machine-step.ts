import {ChangeDetectionStrategy, Component, computed, inject, linkedSignal, output, signal} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {Bytes} from '../core/units';
import {Pane} from '../shared/pane';
import {Cell, Column} from '../shared/table/column';
import {Table} from '../shared/table/table';
import {FolderTree} from './folder-tree';
import {branches, within} from './folders';
import {Machine, size} from './inventory';
import {Wizard} from './wizard';

const MIB = 1024 * 1024;

interface MachineRow extends Machine {
  readonly key: string;
  readonly bytes: number;
  readonly memory: number;
  readonly networks: string;
  /** How many of its disks the host does not give away. */
  readonly kept: number;
}

/** Which machine, of all that are on the source. */
@Component({
  selector: 'vmto-machine-step',
  imports: [Bytes, Cell, FolderTree, May, Pane, RouterLink, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './machine-step.html',
})
export class MachineStep {
  protected readonly wizard = inject(Wizard);
  /** Somebody wants to go on with the one that is chosen. */
  readonly picked = output();

  protected readonly columns: readonly Column[] = [
    {id: 'name', name: 'machines.name'},
    {id: 'folder', name: 'machines.folder', extra: true},
    {id: 'power', name: 'machines.power'},
    {id: 'disks', name: 'machines.disks', numeric: true},
    {id: 'size', name: 'machines.size', numeric: true},
    {id: 'firmware', name: 'machines.firmware'},
    {id: 'cpus', name: 'machines.cpus', numeric: true},
    {id: 'memory', name: 'machines.memory', numeric: true},
    {id: 'networks', name: 'machines.networks'},
    {id: 'guest', name: 'machines.guest', extra: true},
    {id: 'remarks', name: 'machines.remarks'},
  ];
  protected readonly sought = signal('');
  protected readonly machines = computed(() => this.wizard.machines.value() ?? []);
  protected readonly branches = computed(() => branches(this.machines()));
  /** Of another source, all is shown first. */
  protected readonly folder = linkedSignal<readonly string[]>(() => (this.wizard.source(), []));
  protected readonly chosen = computed<ReadonlySet<string>>(() => new Set([this.wizard.machine()?.id ?? '']));
  protected readonly rows = computed<readonly MachineRow[]>(() => {
    const sought = this.sought().trim().toLowerCase();
    return this.machines()
      .filter((machine) => within(machine, this.folder()))
      .filter(({name, guestOs, folder}) => [name, guestOs, ...folder].join(' ').toLowerCase().includes(sought))
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((machine) => ({
        ...machine,
        key: machine.id,
        bytes: size(machine),
        memory: machine.memoryMiB * MIB,
        networks: [...new Set(machine.nics.map(({network}) => network))].join(', '),
        kept: machine.disks.filter(({exportable}) => !exportable).length,
      }));
  });

  protected open(row: MachineRow): void {
    this.wizard.choose({machine: row.id});
    this.picked.emit();
  }
}
