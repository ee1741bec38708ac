import {Copies} from './copies';
import {Tokens} from './tokens';

const tokens = (refresh: string): Tokens => ({access: 'of ' + refresh, expires: 0, refresh, from: 'local', mustChangePassword: false});

/** One holder at a time, in the order of asking; jsdom has none. */
function locks() {
  let last: Promise<unknown> = Promise.resolve();
  return {request: (_name: string, work: () => Promise<unknown>) => (last = last.then(work, work))};
}

function tab(first = 'r1') {
  let mine: Tokens | null = tokens(first);
  const copies = new Copies(() => mine, (next) => (mine = next));
  return {mine: () => mine, go: async (exchange: () => Promise<Tokens>) => (mine = await copies.next(tokens(first), exchange))};
}

describe('tabs with the same session', () => {
  beforeEach(() => Object.defineProperty(navigator, 'locks', {value: locks(), configurable: true}));
  afterEach(() => Reflect.deleteProperty(navigator, 'locks'));

  it('spend its refresh token once, however many want the next one at the same time', async () => {
    const exchange = vi.fn(async () => tokens('r2'));
    const all = [tab(), tab(), tab()];
    await Promise.all(all.map((one) => one.go(exchange)));
    expect(exchange).toHaveBeenCalledTimes(1);
    expect(all.map((one) => one.mine()?.refresh)).toEqual(['r2', 'r2', 'r2']);
  });

  it('tell one that slept meanwhile what came for the token it still has', async () => {
    const first = tab();
    await first.go(async () => tokens('r2'));
    const late = tab();
    await late.go(async () => Promise.reject(new Error('would be refused')));
    expect(late.mine()?.refresh).toBe('r2');
  });

  it('leave a session alone that is not theirs', async () => {
    const [one, copy, stranger] = [tab(), tab(), tab('s1')];
    await one.go(async () => tokens('r2'));
    await vi.waitFor(() => expect(copy.mine()?.refresh).toBe('r2'));
    expect(stranger.mine()?.refresh).toBe('s1');
    await stranger.go(async () => tokens('s2'));
    expect(one.mine()?.refresh).toBe('r2');
  });
});
