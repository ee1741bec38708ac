import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Mapping, target} from './networks';
import {Wizard} from './wizard';

/** Up to so many bridges are all shown; more are in a list that opens. */
const SIDE_BY_SIDE = 5;

/** Which bridge of the node takes the place of which network. */
@Component({
  selector: 'vmto-networks-step',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './networks-step.html',
})
export class NetworksStep {
  protected readonly wizard = inject(Wizard);
  protected readonly bridges = computed(() => this.wizard.place()?.node.networks ?? []);
  protected readonly few = computed(() => this.bridges().length <= SIDE_BY_SIDE);

  protected choose({network}: Mapping, bridge: string, vlan: string): void {
    this.wizard.choose({networks: {...this.wizard.draft().networks, [network]: target(bridge, vlan)}});
  }
}
