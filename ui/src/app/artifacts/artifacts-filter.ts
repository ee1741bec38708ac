import {ArtifactSort, Order} from './artifacts.generated';

export type Kept = 'kept' | 'gone' | 'all';

const KEPT: readonly Kept[] = ['kept', 'gone', 'all'];

/** Which images are shown, and in which order. */
export interface ArtifactsAsked {
  readonly kept: Kept;
  /** The key of a job, or empty. */
  readonly job: string;
  readonly sort: ArtifactSort;
  readonly order: Order;
}

/** As it stands in the address; what is usual is left out. */
export type ArtifactsAddress = Partial<Record<keyof ArtifactsAsked, string | undefined>>;

/** An address may have been written by hand: what it says wrongly is left out. */
export function asked(address: ArtifactsAddress): ArtifactsAsked {
  return {
    kept: KEPT.find((kept) => kept === address.kept) ?? 'kept',
    job: /^[\w-]{1,64}$/.test(address.job ?? '') ? (address.job ?? '') : '',
    sort: address.sort === 'NAME' ? 'NAME' : 'CREATED',
    order: address.order === 'ASC' ? 'ASC' : 'DESC',
  };
}

export function address({kept, job, sort, order}: ArtifactsAsked): Record<keyof ArtifactsAsked, string | null> {
  return {
    kept: kept === 'kept' ? null : kept,
    job: job || null,
    sort: sort === 'CREATED' ? null : sort,
    order: order === 'DESC' ? null : order,
  };
}

/** Whether it may still be taken away: what is kept until a time may be gone from then on. */
export function isThere({keptUntil, deletedAt}: {keptUntil: string | null; deletedAt: string | null}, now: number): boolean {
  return deletedAt === null && (keptUntil === null || Date.parse(keptUntil) > now);
}
