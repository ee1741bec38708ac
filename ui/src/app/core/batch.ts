/** Collects what comes between two frames and hands it on at once; a hidden tab has no frames. */
export class Batch<T> {
  private waiting: T[] = [];

  constructor(private readonly take: (all: readonly T[]) => void) {}

  add(one: T): void {
    if (this.waiting.push(one) === 1) {
      if (document.hidden) {
        setTimeout(() => this.flush(), 100);
      } else {
        requestAnimationFrame(() => this.flush());
      }
    }
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    this.take(all);
  }
}
