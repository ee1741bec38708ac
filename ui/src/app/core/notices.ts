import {Injectable, signal} from '@angular/core';

/** Something worth saying once; what failed stays until it is dismissed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

const SHOWN = 6000;

/** What is said in passing, and read aloud to those who do not see it. */
@Injectable({providedIn: 'root'})
export class Notices {
  readonly all = signal<readonly Notice[]>([]);
  private last = 0;

  say(text: string, kind: Notice['kind'] = 'done'): void {
    const notice = {id: ++this.last, kind, text};
    this.all.update((all) => [...all, notice]);
    if (kind === 'done') {
      setTimeout(() => this.dismiss(notice.id), SHOWN);
    }
  }

  dismiss(id: number): void {
    this.all.update((all) => all.filter((notice) => notice.id !== id));
  }
}
