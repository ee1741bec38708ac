import {computed, resource, Signal} from '@angular/core';
import {Failure} from '../core/failure';

/** What is asked of an endpoint at this moment, and how that stands. */
export interface Live<T> {
  /** Null until it came, and when it did not. */
  readonly value: Signal<T | null>;
  readonly loading: Signal<boolean>;
  readonly failure: Signal<Failure | null>;
  again(): void;
}

/** Asks whenever what is asked for changes; nothing while that is undefined. */
export function live<T>(asked: () => string | undefined, load: (asked: string) => Promise<T>): Live<T> {
  const found = resource({params: asked, loader: ({params}) => load(params)});
  return {
    value: computed(() => (found.hasValue() ? found.value() : null)),
    loading: found.isLoading,
    failure: computed(() => {
      const error = found.error();
      return error === undefined ? null : Failure.of(error);
    }),
    again: () => void found.reload(),
  };
}
