import {Failure} from './failure';
import {Tokens} from './tokens';

/** An issuer that people may sign in by, and what the portal is called there. */
export interface Issuer {
  readonly issuer: string;
  readonly clientId: string;
}

interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

/** What must be the same when somebody comes back. */
interface Begun extends Issuer {
  readonly state: string;
  readonly verifier: string;
  readonly to: string;
}

const KEY = 'vmto.oidc';
const home = () => location.origin + '/sign-in';

const encoded = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => encoded(crypto.getRandomValues(new Uint8Array(32)));

async function endpoints(issuer: string): Promise<Endpoints> {
  const answer = await fetch(issuer.replace(/\/$/, '') + '/.well-known/openid-configuration');
  if (!answer.ok) {
    throw await Failure.from(answer);
  }
  return (await answer.json()) as Endpoints;
}

/** Leaves for the issuer; comes back to the sign-in page (authorization code with PKCE). */
export async function leave({issuer, clientId}: Issuer, to: string): Promise<void> {
  const begun: Begun = {issuer, clientId, to, state: random(), verifier: random()};
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(begun.verifier));
  const {authorization_endpoint} = await endpoints(issuer);
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: home(),
    scope: 'openid profile',
    state: begun.state,
    code_challenge: encoded(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  });
  location.assign(authorization_endpoint + '?' + asked);
}

/** Turns what the issuer sent back into tokens, and tells where somebody wanted to go. */
export async function comeBack(code: string, state: string): Promise<{tokens: Tokens; to: string}> {
  const begun = issuer();
  if (begun?.state !== state) {
    throw new Failure({code: 'OIDC_STATE'});
  }
  const tokens = await ask(begun, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: home(),
    code_verifier: begun.verifier,
  });
  return {tokens, to: begun.to};
}

/** The next tokens of the session at the issuer. */
export async function goOn(tokens: Tokens): Promise<Tokens> {
  const begun = issuer();
  if (begun === null || tokens.refresh === '') {
    throw new Failure({code: 'NOT_AUTHENTICATED', status: 401});
  }
  return ask(begun, {grant_type: 'refresh_token', refresh_token: tokens.refresh});
}

function issuer(): Begun | null {
  return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Begun | null;
}

async function ask(begun: Begun, form: Record<string, string>): Promise<Tokens> {
  const {token_endpoint} = await endpoints(begun.issuer);
  const body = new URLSearchParams({client_id: begun.clientId, ...form});
  const answer = await fetch(token_endpoint, {method: 'POST', body});
  if (!answer.ok) {
    throw new Failure({code: 'OIDC_TOKEN', status: 401});
  }
  const given = (await answer.json()) as {access_token: string; expires_in: number; refresh_token?: string};
  return {
    access: given.access_token,
    expires: Date.now() + given.expires_in * 1000,
    refresh: given.refresh_token ?? '',
    from: 'oidc',
    mustChangePassword: false,
  };
}
