import {TestBed} from '@angular/core/testing';
import {provideRouter} from '@angular/router';
import {Session} from './session';
import {keep, Tokens} from './tokens';

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), {status});
const old: Tokens = {access: 'a1', expires: 0, refresh: 'r1', from: 'local', mustChangePassword: false};

/** A server that counts what it is asked. */
function server(refreshed: () => Response): {asked: string[]} {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const token = new Headers(init.headers).get('Authorization') ?? '-';
    asked.push(url.replace('/api/v1', '') + ' ' + token);
    return url.endsWith('/session/refresh') ? refreshed() : json({});
  });
  return {asked};
}

describe('a session', () => {
  let session: Session;

  beforeEach(() => {
    keep(old);
    TestBed.configureTestingModule({providers: [provideRouter([{path: '**', children: []}])]});
    session = TestBed.inject(Session);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    sessionStorage.clear();
  });

  it('exchanges a token that is about to expire once, for all who ask at the same time', async () => {
    const next = {accessToken: 'a2', accessExpires: '2999-01-01T00:00:00Z', refreshToken: 'r2', mustChangePassword: false};
    const {asked} = server(() => json(next));
    await Promise.all([session.fetch('/jobs'), session.fetch('/keys'), session.fetch('/me')]);
    expect(asked.toSorted()).toEqual(['/jobs Bearer a2', '/keys Bearer a2', '/me Bearer a2', '/session/refresh -']);
    expect(JSON.parse(sessionStorage.getItem('vmto.session')!).refresh).toBe('r2');
  });

  it('is over when the server says so', async () => {
    server(() => json({code: 'NOT_AUTHENTICATED', detail: 'The session is over.', remedy: 'Sign in.'}, 401));
    await expect(session.fetch('/jobs')).rejects.toMatchObject({code: 'NOT_AUTHENTICATED', remedy: 'Sign in.'});
    expect(session.present()).toBe(false);
    expect(sessionStorage.getItem('vmto.session')).toBeNull();
  });
});
