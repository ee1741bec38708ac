import {inject, Injectable, signal} from '@angular/core';
import {TranslocoService} from '@jsverse/transloco';
import {Failure} from './failure';
import {Notices} from './notices';
import {Rest} from './rest';
import {saidInLine} from './said';

/** Gives orders one at a time, and says of each how that went. */
@Injectable({providedIn: 'root'})
export class Orders {
  private readonly rest = inject(Rest);
  private readonly notices = inject(Notices);
  private readonly texts = inject(TranslocoService);

  /** While an order is on its way no other is taken. */
  readonly busy = signal(false);

  /** Whether it was accepted. */
  async give(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<boolean> {
    if (this.busy()) {
      return false;
    }
    this.busy.set(true);
    try {
      await this.rest.send(method, path, body);
      this.notices.say('order.accepted');
      return true;
    } catch (thrown) {
      const why = Failure.of(thrown);
      const words = saidInLine((key) => this.texts.translate(key), why);
      this.notices.quote([words, why.code, why.correlationId].filter((part) => part !== '').join(' · '));
      return false;
    } finally {
      this.busy.set(false);
    }
  }
}
