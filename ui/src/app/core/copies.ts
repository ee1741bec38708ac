import {Tokens} from './tokens';

/** What tabs say to each other: who knows what came for a token, and what did. */
type Word = {readonly wanted: string} | {readonly spent: string; readonly next: Tokens};

/** So many milliseconds another tab has to say that it was faster. */
const PATIENCE = 200;

/**
 * Tabs that were duplicated have the same session in hand, and its refresh token is good for one
 * exchange: one of them makes it, the others take over what came.
 */
export class Copies {
  private readonly channel = new BroadcastChannel('vmto.session');
  private readonly spent = new Set<string>();
  private readonly waiting = new Map<string, (next: Tokens) => void>();

  constructor(
    private readonly mine: () => Tokens | null,
    private readonly take: (tokens: Tokens) => void,
  ) {
    this.channel.onmessage = ({data}: MessageEvent<Word>) => this.hear(data);
  }

  /** What comes next, by {@code exchange} where no other tab was faster. Pages without locks are never duplicated safely. */
  async next(tokens: Tokens, exchange: () => Promise<Tokens>): Promise<Tokens> {
    return 'locks' in navigator
      ? navigator.locks.request('vmto.session', async () => (await this.known(tokens.refresh)) ?? this.exchanged(tokens, exchange))
      : exchange();
  }

  private async exchanged(tokens: Tokens, exchange: () => Promise<Tokens>): Promise<Tokens> {
    const next = await exchange();
    this.spent.add(tokens.refresh);
    this.channel.postMessage({spent: tokens.refresh, next});
    return next;
  }

  /** Of another tab, if one answers in time. */
  private known(wanted: string): Promise<Tokens | null> {
    const mine = this.mine();
    if (mine !== null && this.spent.has(wanted)) {
      return Promise.resolve(mine);
    }
    return new Promise((resolve) => {
      const done = (next: Tokens | null) => {
        clearTimeout(timer);
        this.waiting.delete(wanted);
        resolve(next);
      };
      const timer = setTimeout(() => done(null), PATIENCE);
      this.waiting.set(wanted, done);
      this.channel.postMessage({wanted});
    });
  }

  private hear(word: Word): void {
    const mine = this.mine();
    if ('wanted' in word) {
      if (mine !== null && this.spent.has(word.wanted)) {
        this.channel.postMessage({spent: word.wanted, next: mine});
      }
      return;
    }
    if (mine?.refresh === word.spent) {
      this.spent.add(word.spent);
      this.take(word.next);
    }
    this.waiting.get(word.spent)?.(word.next);
  }
}
