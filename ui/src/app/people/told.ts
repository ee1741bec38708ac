import {Permission} from '../core/permissions';

export const ROLES = ['ADMIN', 'OPERATOR', 'APPROVER', 'AUDITOR', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** A local account, as the API tells it; times are ISO-8601. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  /** Until when, because of wrong passwords. */
  readonly locked?: string;
  readonly created: string;
}

/** An API key, without the key. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly permissions: readonly Permission[];
  readonly created: string;
  readonly expires: string;
  readonly used?: string;
}

export type AccountState = 'ACTIVE' | 'DISABLED' | 'LOCKED' | 'NEW';

/** What counts most comes first. */
export function stateOf({disabled, locked, mustChangePassword}: Account): AccountState {
  return disabled ? 'DISABLED' : locked !== undefined ? 'LOCKED' : mustChangePassword ? 'NEW' : 'ACTIVE';
}

/** When a key ends that is made now, in ISO-8601. */
export function endsIn(days: number, now: number): string {
  return new Date(now + days * 86_400_000).toISOString();
}
