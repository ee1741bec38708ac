import {computed, inject, Injectable, signal, untracked} from '@angular/core';
import {Router} from '@angular/router';
import {Copies} from './copies';
import {Failure} from './failure';
import {comeBack, goOn, Issuer} from './oidc';
import {Permission} from './permissions';
import {keep, kept, local, SignedIn, Tokens} from './tokens';

/** Whoever is signed in, as the server takes them. */
export interface Me {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
}

const API = '/api/v1';

/** A token is exchanged when less than this is left of it, in milliseconds. */
const MARGIN = 30_000;

async function post(path: string, body: unknown): Promise<Response> {
  const answer = await fetch(API + path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw await Failure.from(answer);
  }
  return answer;
}

/** Who works in this tab. Its access token is exchanged in time, once for all who ask. */
@Injectable({providedIn: 'root'})
export class Session {
  private readonly router = inject(Router);
  private readonly tokens = signal<Tokens | null>(kept());
  private exchange: Promise<Tokens> | null = null;
  private readonly copies = new Copies(() => untracked(this.tokens), (tokens) => this.take(tokens));

  readonly me = signal<Me | null>(null);
  readonly present = computed(() => this.tokens() !== null);
  readonly mustChangePassword = computed(() => this.tokens()?.mustChangePassword ?? false);
  /** Whether it was begun with a password that can be changed here. */
  readonly withPassword = computed(() => this.tokens()?.from === 'local');

  async options(): Promise<{local: boolean; oidc?: Issuer}> {
    const answer = await fetch(API + '/session/options');
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    return (await answer.json()) as {local: boolean; oidc?: Issuer};
  }

  async signIn(name: string, password: string): Promise<void> {
    const answer = await post('/session', {name, password});
    this.take(local((await answer.json()) as SignedIn));
  }

  /** Ends in the place that somebody wanted to see before. */
  async comeBack(code: string, state: string): Promise<string> {
    const back = await comeBack(code, state);
    this.take(back.tokens);
    return back.to;
  }

  /** With the first password nothing but this is allowed. */
  async changePassword(current: string, password: string): Promise<void> {
    const answer = await this.authorized('/me/password', {
      method: 'PUT',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({current, password}),
    });
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    const tokens = this.tokens();
    this.take(tokens === null ? null : {...tokens, mustChangePassword: false});
  }

  /** Asked once and remembered. */
  async whoAmI(): Promise<Me> {
    const known = this.me();
    if (known !== null) {
      return known;
    }
    const answer = await this.fetch('/me');
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    const me = (await answer.json()) as Me;
    this.me.set(me);
    return me;
  }

  async signOut(): Promise<void> {
    if (this.tokens()?.from === 'local') {
      await this.fetch('/session', {method: 'DELETE'}).catch(() => undefined);
    }
    this.end('/');
  }

  /** A request in the name of whoever is signed in; a session that is over leads to the sign-in. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await this.authorized(path, init);
    if (answer.status === 401) {
      this.end(this.router.url);
    }
    return answer;
  }

  /** Its 401 may mean something else, as that a password is wrong. */
  private async authorized(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', 'Bearer ' + (await this.token()));
    return fetch(API + path, {...init, headers});
  }

  private async token(): Promise<string> {
    const tokens = untracked(this.tokens); // whoever asks for data does not ask again for a new token
    if (tokens === null) {
      throw new Failure({code: 'NOT_AUTHENTICATED', status: 401});
    }
    if (tokens.expires - Date.now() > MARGIN) {
      return tokens.access;
    }
    this.exchange ??= this.next(tokens).finally(() => (this.exchange = null));
    return (await this.exchange).access;
  }

  private async next(tokens: Tokens): Promise<Tokens> {
    try {
      const next = await this.copies.next(tokens, () => (tokens.from === 'oidc' ? goOn(tokens) : this.refresh(tokens)));
      this.take(next);
      return next;
    } catch (thrown) {
      if (Failure.of(thrown).status === 401) {
        this.end(this.router.url);
      }
      throw thrown;
    }
  }

  private async refresh(tokens: Tokens): Promise<Tokens> {
    const answer = await post('/session/refresh', {refreshToken: tokens.refresh});
    return local((await answer.json()) as SignedIn);
  }

  private take(tokens: Tokens | null): void {
    keep(tokens);
    this.tokens.set(tokens);
  }

  private end(to: string): void {
    this.take(null);
    this.me.set(null);
    void this.router.navigate(['/sign-in'], to === '/' ? {} : {queryParams: {to}});
  }
}
