import {effect, Signal, signal, WritableSignal} from '@angular/core';

/** A setting of this browser, one of some words; the first is the default. */
export interface Setting<T extends string> extends Signal<T> {
  set(value: T): void;
}

export function setting<T extends string>(name: string, values: readonly [T, ...T[]], otherwise?: T): Setting<T> {
  const key = 'vmto.' + name;
  const known = values.find((value) => value === localStorage.getItem(key));
  const kept: WritableSignal<T> = signal(known ?? otherwise ?? values[0]);
  effect(() => localStorage.setItem(key, kept()));
  return kept;
}
