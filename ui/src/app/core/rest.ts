import {inject, Injectable} from '@angular/core';
import {Failure} from './failure';
import {Session} from './session';

/** Rows of a page, and of a list that is asked for as a whole. */
const [PAGE, MOST] = [500, 10_000];

/** The REST side of the API: commands, and what only REST reads. Rejects with a {@link Failure}. */
@Injectable({providedIn: 'root'})
export class Rest {
  private readonly session = inject(Session);

  async get<T>(path: string): Promise<T> {
    return this.ask<T>(path, {});
  }

  /** A whole list, page by page. */
  async all<T>(path: string, name: string): Promise<readonly T[]> {
    const all: T[] = [];
    for (let after: string | undefined = ''; after !== undefined && all.length < MOST; ) {
      const query: string = '?limit=' + PAGE + (after === '' ? '' : '&after=' + encodeURIComponent(after));
      const page = await this.get<Record<string, unknown> & {next?: string}>(path + query);
      all.push(...(page[name] as readonly T[]));
      after = page.next ?? undefined;
    }
    return all;
  }

  /** Each call is one intention: repeated by the network it is still done once. */
  async send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = {'Idempotency-Key': crypto.randomUUID()};
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    return this.ask<T>(path, {method, headers, ...(body === undefined ? {} : {body: JSON.stringify(body)})});
  }

  private async ask<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await this.session.fetch(path, init);
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
}
