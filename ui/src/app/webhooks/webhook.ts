import {ChangeDetectionStrategy, Component, computed, inject, input, signal, viewChild} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Orders} from '../core/orders';
import {May} from '../core/permissions';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Badge} from '../shared/badge';
import {Confirm} from '../shared/confirm';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {Deliveries} from './deliveries';
import {stateOf, Webhook} from './told';
import {WebhookForm} from './webhook-form';

/** Between two looks, in milliseconds: what was delivered is no event. */
const PAUSE = 5000;

/** A webhook, what can be done about it, and what was sent to it. */
@Component({
  imports: [Badge, Confirm, Deliveries, May, Moment, PageHeader, Pane, RouterLink, TranslocoDirective, WebhookForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  templateUrl: './webhook.html',
})
export class WebhookPage {
  private readonly rest = inject(Rest);
  private readonly router = inject(Router);
  private readonly confirm = viewChild.required(Confirm);
  protected readonly orders = inject(Orders);

  /** Of the address. */
  readonly id = input.required<string>();
  protected readonly address = computed(() => '/webhooks/' + encodeURIComponent(this.id()));
  protected readonly webhook = reading((path: string) => this.rest.get<Webhook>(path), {
    asked: this.address,
    on: ({type, payload}) => type.startsWith('webhook.') && payload['webhook'] === this.id(),
    every: () => PAUSE,
  });
  protected readonly state = computed(() => stateOf(this.webhook.value()!));
  protected readonly changing = signal(false);

  protected async turn(enabled: boolean): Promise<void> {
    await this.orders.give('PATCH', this.address(), {enabled});
  }

  protected async test(): Promise<void> {
    await this.orders.give('POST', this.address() + '/test');
  }

  protected async remove(): Promise<void> {
    if ((await this.confirm().ask()) && (await this.orders.give('DELETE', this.address()))) {
      await this.router.navigateByUrl('/webhooks');
    }
  }
}
