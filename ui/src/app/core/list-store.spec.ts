import {Injectable} from '@angular/core';
import {TestBed} from '@angular/core/testing';
import {Subject} from 'rxjs';
import {Feed, FeedEvent} from './feed';
import {ListStore, Page} from './list-store';

interface Thing {
  readonly key: string;
  readonly state: string;
}

const thing = (key: string, state = 'old'): Thing => ({key, state});
const keys = (rows: readonly Thing[]) => rows.map(({key}) => key).join(' ');
const event = (job: string, type = 'job.running/1') => ({job, type}) as FeedEvent;

@Injectable()
class Things extends ListStore<Thing, string> {
  readonly pages: {asked: string; after: string | null; answer: (page: Page<Thing>) => void; refuse: (why: unknown) => void}[] = [];
  readonly fetched: (readonly string[])[] = [];

  protected page(asked: string, after: string | null): Promise<Page<Thing>> {
    return new Promise((answer, refuse) => this.pages.push({asked, after, answer, refuse}));
  }

  protected async again(wanted: readonly string[]): Promise<readonly Thing[]> {
    this.fetched.push(wanted);
    return wanted.map((key) => thing(key, 'new'));
  }

  protected about({job}: FeedEvent): string | null {
    return job || null;
  }

  protected override told(row: Thing, {type}: FeedEvent): Thing {
    return type === 'job.failed/1' ? {...row, state: 'told'} : row;
  }
}

describe('a list', () => {
  let events: Subject<readonly FeedEvent[]>;
  let list: Things;

  async function shown(): Promise<void> {
    const done = list.show('a');
    list.pages[0]!.answer({rows: [thing('1'), thing('2')], next: 'c'});
    await done;
  }

  beforeEach(() => {
    vi.useFakeTimers();
    events = new Subject();
    TestBed.configureTestingModule({providers: [Things, {provide: Feed, useValue: {events}}]});
    list = TestBed.inject(Things);
  });
  afterEach(() => vi.useRealTimers());

  it('goes on page by page, and shows no row twice', async () => {
    await shown();
    const more = list.more();
    void list.more(); // is under way already
    list.pages[1]!.answer({rows: [thing('2'), thing('3')], next: null});
    await more;
    await list.more();
    expect(list.pages.map(({after}) => after)).toEqual([null, 'c']);
    expect(keys(list.rows())).toBe('1 2 3');
  });

  it('throws away what was asked for before it changed its mind', async () => {
    const first = list.show('a');
    const second = list.show('b');
    list.pages[1]!.answer({rows: [thing('b')], next: null});
    list.pages[0]!.answer({rows: [thing('a')], next: null});
    await Promise.all([first, second]);
    expect(keys(list.rows())).toBe('b');
  });

  it('says why it has failed', async () => {
    const done = list.show('a');
    list.pages[0]!.refuse(new Error('away'));
    await done;
    expect(list.loading()).toBe('failed');
    expect(list.failure()?.message).toBe('Error: away');
  });

  it('takes what an event says at once, and asks once for all rows that changed', async () => {
    await shown();
    events.next([event('1', 'job.failed/1'), event('1')]);
    expect(list.rows()[0]!.state).toBe('told');
    events.next([event('2'), event('1')]);
    await vi.advanceTimersByTimeAsync(500);
    expect(list.fetched).toEqual([['1', '2']]);
    expect(list.rows().map(({state}) => state)).toEqual(['new', 'new']);
  });

  it('reads its first page again in place when something came that is not in it', async () => {
    await shown();
    events.next([event('9')]);
    await vi.advanceTimersByTimeAsync(500);
    list.pages[1]!.answer({rows: [thing('9'), thing('1')], next: 'c'});
    await vi.advanceTimersByTimeAsync(0);
    expect(keys(list.rows())).toBe('9 1');
    expect(list.loading()).toBe('ready');
  });
});
