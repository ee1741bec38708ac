import {DestroyRef, inject, Injectable, signal} from '@angular/core';
import {Failure} from '../core/failure';
import {Feed} from '../core/feed';
import {Graphql} from '../core/graphql';
import {Loading} from '../core/list-store';
import {LICENCE, LicenceQuery} from './licence.generated';

export type Licence = LicenceQuery['license'];

/** Events come in swarms: once in so many milliseconds is enough. */
const PAUSE = 500;

/** A licence is said to end when it has so many milliseconds left. */
const SOON = 14 * 86_400_000;

/** How a licence stands, in one of the words of a badge. */
export function standing({terms}: Licence, now: number): 'VALID' | 'ENDING' | 'ENDED' {
  const left = Date.parse(terms.expires) - now;
  return left <= 0 ? 'ENDED' : left < SOON ? 'ENDING' : 'VALID';
}

/** The licence in force and its use. */
@Injectable()
export class LicenceStore {
  private readonly graphql = inject(Graphql);
  readonly licence = signal<Licence | null>(null);
  readonly loading = signal<Loading>('loading');
  readonly failure = signal<Failure | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const heard = inject(Feed).events.subscribe((events) => {
      if (events.some(({type}) => type.startsWith('license.'))) {
        this.timer ??= setTimeout(() => void this.fill().catch(() => undefined), PAUSE);
      }
    });
    inject(DestroyRef).onDestroy(() => {
      heard.unsubscribe();
      clearTimeout(this.timer);
    });
    void this.reload();
  }

  async reload(): Promise<void> {
    this.loading.set('loading');
    try {
      await this.fill();
      this.loading.set('ready');
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
      this.loading.set('failed');
    }
  }

  private async fill(): Promise<void> {
    this.timer = undefined;
    this.licence.set((await this.graphql.ask(LICENCE, {})).license);
  }
}
