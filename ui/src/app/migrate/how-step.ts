import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Field} from '../shared/field';
import {Draft, isWarm} from './draft';
import {Reading, Road} from './inventory';
import {Wizard} from './wizard';

/** Off or running, how fast, on which road, and how its first boot is judged. */
@Component({
  selector: 'vmto-how-step',
  imports: [Field, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './how-step.html',
})
export class HowStep {
  protected readonly wizard = inject(Wizard);
  protected readonly draft = this.wizard.draft;
  protected readonly roads: readonly Road[] = ['AUTO', 'SHARED', 'NODE', 'UPLOAD'];
  protected readonly readings: readonly Reading[] = ['AUTO', 'RANGE', 'NFC'];
  protected readonly warm = computed(() => {
    const machine = this.wizard.machine();
    return machine !== null && isWarm(this.draft(), machine);
  });

  protected set(change: Partial<Draft>): void {
    this.wizard.choose(change);
  }
}
