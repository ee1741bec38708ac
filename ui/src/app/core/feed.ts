import {inject, Injectable, signal} from '@angular/core';
import {createEventSource, EventSourceClient, EventSourceMessage} from 'eventsource-client';
import {Observable, Subject} from 'rxjs';
import {Batch} from './batch';
import {Failure} from './failure';
import {Rest} from './rest';
import {Session} from './session';

/** A stored event as the feed tells it. */
export interface FeedEvent {
  readonly position: number;
  readonly type: string;
  readonly at: string;
  readonly job: string;
  readonly aggregate: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, string>>;
}

/** The newest state of a running step; some of them may be lost. */
export interface Progress {
  readonly job: string;
  readonly step: number;
  readonly phase: string;
  readonly disk: string;
  readonly total: number;
  readonly done: number;
  readonly read: number;
  readonly zeros: number;
  readonly written: number;
  readonly rate: number;
  readonly at: string;
}

export type FeedState =
  | {readonly kind: 'off'}
  | {readonly kind: 'live'; readonly caughtUp: number}
  | {readonly kind: 'lost'; readonly since: number};

const LAST = 'Last-Event-ID';

/** The server says something every ten seconds; after so many milliseconds without it is gone. */
const SILENCE = 25_000;

/** How long it is said that something was missed, in milliseconds. */
const SAID = 10_000;

/** Once nothing came for so many milliseconds after a reconnect, all that was missed is here. */
const QUIET = 700;

/**
 * The one live connection of a tab. It goes on behind the last event that came, so none is left out;
 * what comes is handed on once per frame.
 */
@Injectable({providedIn: 'root'})
export class Feed {
  private readonly session = inject(Session);
  private readonly rest = inject(Rest);
  private readonly told = new Subject<readonly FeedEvent[]>();
  private readonly moved = new Subject<readonly Progress[]>();
  private readonly events$ = new Batch<FeedEvent>((all) => this.told.next(all));
  private readonly progress$ = new Batch<Progress>((all) => this.moved.next(all));

  private source: EventSourceClient | null = null;
  private body = new AbortController();
  private silence: ReturnType<typeof setTimeout> | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private missed: number | null = null;
  private head: number | null = null;

  /** In the order of their positions, each once. */
  readonly events: Observable<readonly FeedEvent[]> = this.told;
  readonly progress: Observable<readonly Progress[]> = this.moved;
  readonly state = signal<FeedState>({kind: 'off'});

  /** Begins with what happens from now on. */
  open(): void {
    this.source ??= createEventSource({
      url: '/events',
      fetch: (_url, init) => this.connect(init as RequestInit),
      onConnect: () => this.connected(),
      onScheduleReconnect: () => this.lost(),
      onComment: () => this.heard(),
      onMessage: (message) => this.take(message),
    });
  }

  close(): void {
    this.source?.close();
    this.source = null;
    this.head = null;
    clearTimeout(this.silence);
    clearTimeout(this.quiet);
    this.state.set({kind: 'off'});
  }

  /** Where the log stood is asked first, so that nothing is missed before the first event came. */
  private async connect(init: RequestInit): Promise<Response> {
    this.head ??= (await this.rest.get<{head: number}>('/system')).head;
    const headers = new Headers(init.headers);
    if (!headers.has(LAST)) {
      headers.set(LAST, String(this.head));
    }
    this.body = new AbortController();
    const signals = [this.body.signal, ...(init.signal ? [init.signal] : [])];
    const answer = await this.session.fetch('/events', {...init, headers, signal: AbortSignal.any(signals)});
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    return answer;
  }

  private connected(): void {
    this.heard();
    this.missed = this.state().kind === 'lost' ? 0 : null;
    this.settle();
  }

  private lost(): void {
    clearTimeout(this.silence);
    clearTimeout(this.quiet);
    if (this.state().kind !== 'lost') {
      this.state.set({kind: 'lost', since: Date.now()});
    }
  }

  private heard(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.body.abort(new Error('The feed fell silent.')), SILENCE);
  }

  private take({event, data}: EventSourceMessage): void {
    this.heard();
    if (event === 'progress') {
      this.progress$.add(JSON.parse(data) as Progress);
    } else if (event !== 'resync') {
      this.events$.add(JSON.parse(data) as FeedEvent);
      if (this.missed !== null) {
        this.missed++;
        this.settle();
      }
    }
  }

  private settle(): void {
    clearTimeout(this.quiet);
    if (this.missed === null) {
      this.state.set({kind: 'live', caughtUp: 0});
    } else {
      this.quiet = setTimeout(() => {
        this.state.set({kind: 'live', caughtUp: this.missed ?? 0});
        this.missed = null;
        this.quiet = setTimeout(() => this.state.set({kind: 'live', caughtUp: 0}), SAID);
      }, QUIET);
    }
  }
}
