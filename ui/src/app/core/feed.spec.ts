import {TestBed} from '@angular/core/testing';
import {Feed, FeedEvent, Progress} from './feed';
import {Rest} from './rest';
import {Session} from './session';

const frame = (position: number, job = 'j') =>
  `id:${position}\nevent:job.running/1\ndata:${JSON.stringify({position, type: 'job.running/1', job, payload: {}, meta: {}})}\n\n`;
const progress = `event:progress\ndata:${JSON.stringify({job: 'j', step: 1, done: 5})}\n\n`;

/** A server whose streams are told and cut by hand. */
class Server {
  readonly asked: (string | null)[] = [];
  private stream: ReadableStreamDefaultController<Uint8Array> | null = null;

  readonly fetch = async (_path: string, init: RequestInit): Promise<Response> => {
    this.asked.push(new Headers(init.headers).get('Last-Event-ID'));
    const body = new ReadableStream<Uint8Array>({start: (stream) => void (this.stream = stream)});
    return new Response(body, {headers: {'Content-Type': 'text/event-stream'}});
  };

  tell(text: string): void {
    this.stream?.enqueue(new TextEncoder().encode(text));
  }

  cut(): void {
    this.stream?.close();
  }
}

describe('the feed', () => {
  let server: Server;
  let feed: Feed;
  let told: FeedEvent[][];
  let moved: Progress[][];

  beforeEach(() => {
    server = new Server();
    TestBed.configureTestingModule({
      providers: [
        {provide: Session, useValue: {fetch: server.fetch}},
        {provide: Rest, useValue: {get: async () => ({head: 7})}},
      ],
    });
    feed = TestBed.inject(Feed);
    told = [];
    moved = [];
    feed.events.subscribe((events) => told.push([...events]));
    feed.progress.subscribe((all) => moved.push([...all]));
    feed.open();
  });
  afterEach(() => feed.close());

  it('begins behind what is stored, and hands on at once what comes within a frame', async () => {
    await vi.waitFor(() => expect(feed.state().kind).toBe('live'));
    server.tell(frame(8) + frame(9) + progress + ': heartbeat\n\n');
    await vi.waitFor(() => expect(told.flat().length).toBe(2));
    expect(server.asked).toEqual(['7']);
    expect(told.map((batch) => batch.map(({position}) => position))).toEqual([[8, 9]]);
    expect(moved.flat()).toMatchObject([{step: 1, done: 5}]);
  });

  it('goes on behind the last event after it was cut, and says how many were missed', async () => {
    await vi.waitFor(() => expect(feed.state().kind).toBe('live'));
    server.tell('retry:10\n\n' + frame(8));
    await vi.waitFor(() => expect(told.flat().length).toBe(1));
    server.cut();
    await vi.waitFor(() => expect(server.asked.length).toBe(2));
    expect(feed.state().kind).toBe('lost');
    server.tell(frame(9) + frame(12));
    await vi.waitFor(() => expect(feed.state()).toEqual({kind: 'live', caughtUp: 2}), {timeout: 3000});
    expect(server.asked).toEqual(['7', '8']);
    expect(told.flat().map(({position}) => position)).toEqual([8, 9, 12]);
  });

  it('is off once it was closed', async () => {
    await vi.waitFor(() => expect(feed.state().kind).toBe('live'));
    feed.close();
    expect(feed.state()).toEqual({kind: 'off'});
  });
});
