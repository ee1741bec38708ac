import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Bytes, bytes} from '../core/units';
import {Badge} from '../shared/badge';
import {FailurePane} from '../shared/failure-pane';
import {isWarm} from './draft';
import {size} from './inventory';
import {target} from './networks';
import {Wizard} from './wizard';

/** The plan as it will be stored, and under which hash. */
@Component({
  selector: 'vmto-plan-step',
  imports: [Badge, Bytes, FailurePane, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './plan-step.html',
})
export class PlanStepView {
  protected readonly wizard = inject(Wizard);
  protected readonly size = size;
  protected readonly bytes = bytes;
  protected readonly target = target;
  protected readonly warm = computed(() => {
    const machine = this.wizard.machine();
    return machine !== null && isWarm(this.wizard.draft(), machine);
  });

  protected label(disk: string | undefined): string {
    return this.wizard.machine()?.disks.find(({key}) => key === disk)?.label ?? disk ?? '';
  }
}
