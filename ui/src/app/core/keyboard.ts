import {DestroyRef, inject, Injectable, signal} from '@angular/core';

/** A key and what it does; the help lists it under the name of its text. */
export interface Shortcut {
  readonly key: string;
  /** Of its words among the texts. */
  readonly name: string;
  readonly act: () => void;
  /** Whether it does anything here; it does where this is left out. */
  readonly when?: () => boolean;
}

export const works = ({when}: Shortcut): boolean => when?.() ?? true;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;

/** Keys that work wherever nobody types; those of the newest screen come first. */
@Injectable({providedIn: 'root'})
export class Keyboard {
  readonly shortcuts = signal<readonly Shortcut[]>([]);

  constructor() {
    document.addEventListener('keydown', (event) => this.press(event));
  }

  /** Until the caller is destroyed. */
  add(...added: readonly Shortcut[]): void {
    this.shortcuts.update((known) => [...known, ...added]);
    inject(DestroyRef).onDestroy(() =>
      this.shortcuts.update((known) => known.filter((shortcut) => !added.includes(shortcut))),
    );
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) {
      return;
    }
    const meant = this.shortcuts().findLast((shortcut) => shortcut.key === event.key && works(shortcut));
    if (meant !== undefined) {
      event.preventDefault();
      meant.act();
    }
  }
}
