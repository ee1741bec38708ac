import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {Bytes} from '../core/units';
import {Pane} from '../shared/pane';
import {size} from './inventory';
import {Place} from './places';
import {Wizard} from './wizard';

/** On which node, in which storage. */
@Component({
  selector: 'vmto-target-step',
  imports: [Bytes, May, Pane, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './target-step.html',
})
export class TargetStep {
  protected readonly wizard = inject(Wizard);
  protected readonly needed = computed(() => {
    const machine = this.wizard.machine();
    return machine === null ? 0 : size(machine);
  });

  /** The road that would be taken there. */
  protected road({node, storage}: Place): string {
    return storage.mounted ? 'SHARED' : node.reached ? 'NODE' : 'UPLOAD';
  }
}
