/** What a session has in hand; kept for this tab only, and gone with it. */
export interface Tokens {
  readonly access: string;
  /** In milliseconds since 1970, by this machine's clock. */
  readonly expires: number;
  readonly refresh: string;
  readonly from: 'local' | 'oidc';
  readonly mustChangePassword: boolean;
}

const KEY = 'vmto.session';

export function kept(): Tokens | null {
  const text = sessionStorage.getItem(KEY);
  return text === null ? null : (JSON.parse(text) as Tokens);
}

export function keep(tokens: Tokens | null): void {
  if (tokens === null) {
    sessionStorage.removeItem(KEY);
  } else {
    sessionStorage.setItem(KEY, JSON.stringify(tokens));
  }
}

/** What the server gives to whoever signs in. */
export interface SignedIn {
  readonly accessToken: string;
  readonly accessExpires: string;
  readonly refreshToken: string;
  readonly mustChangePassword: boolean;
}

export function local(given: SignedIn): Tokens {
  return {
    access: given.accessToken,
    expires: Date.parse(given.accessExpires),
    refresh: given.refreshToken,
    from: 'local',
    mustChangePassword: given.mustChangePassword,
  };
}
