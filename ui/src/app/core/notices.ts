import {Injectable, signal} from '@angular/core';
import {Failure} from './failure';

/** Something worth saying once; what failed stays until it is dismissed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  /** The key of one of our texts; empty where a failure says it. */
  readonly key: string;
  readonly failure: Failure | null;
}

const SHOWN = 6000;

/** What is said in passing, and read aloud to those who do not see it. */
@Injectable({providedIn: 'root'})
export class Notices {
  readonly all = signal<readonly Notice[]>([]);
  private last = 0;

  say(key: string, kind: Notice['kind'] = 'done'): void {
    const id = this.add({kind, key, failure: null});
    if (kind === 'done') {
      setTimeout(() => this.dismiss(id), SHOWN);
    }
  }

  fail(failure: Failure): void {
    this.add({kind: 'failed', key: '', failure});
  }

  dismiss(id: number): void {
    this.all.update((all) => all.filter((notice) => notice.id !== id));
  }

  private add(notice: Omit<Notice, 'id'>): number {
    const id = ++this.last;
    this.all.update((all) => [...all, {id, ...notice}]);
    return id;
  }
}
