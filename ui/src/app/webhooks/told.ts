/** A webhook, as the API tells it; times are ISO-8601. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  /** Stored names of events, where * is any text; none means all. */
  readonly events: readonly string[];
  /** Of this job only, or empty. */
  readonly job: string;
  readonly enabled: boolean;
  readonly waiting: number;
  readonly parked: number;
  readonly failingSince?: string | null;
  readonly createdAt: string;
}

/** How an event got to a webhook, or did not. */
export interface Delivery {
  readonly position: number;
  readonly type: string;
  readonly job: string;
  readonly state: 'WAITING' | 'DELIVERED' | 'PARKED';
  readonly attempts: number;
  readonly status?: number | null;
  readonly answer: string;
  readonly reason: string;
  readonly triedAt?: string | null;
  readonly nextAt?: string | null;
}

export type WebhookState = 'ACTIVE' | 'DISABLED' | 'FAILING';

export function stateOf({enabled, failingSince}: Webhook): WebhookState {
  return !enabled ? 'DISABLED' : failingSince ? 'FAILING' : 'ACTIVE';
}

/** What somebody typed, with spaces, commas or lines between the patterns. */
export function patterns(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((pattern) => pattern !== '');
}
