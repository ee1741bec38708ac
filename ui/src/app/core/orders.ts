import {inject, Injectable, signal} from '@angular/core';
import {Failure} from './failure';
import {Notices} from './notices';
import {Rest} from './rest';

/** Gives orders one at a time, and says of each how that went. */
@Injectable({providedIn: 'root'})
export class Orders {
  private readonly rest = inject(Rest);
  private readonly notices = inject(Notices);

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
      this.notices.fail(Failure.of(thrown));
      return false;
    } finally {
      this.busy.set(false);
    }
  }
}
