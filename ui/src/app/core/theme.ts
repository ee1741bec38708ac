import {effect, Injectable} from '@angular/core';
import {setting} from './settings';

/** Light or dark; at first what the system says. */
@Injectable({providedIn: 'root'})
export class Theme {
  readonly name = setting('theme', ['system', 'light', 'dark']);

  constructor() {
    effect(() => (document.documentElement.dataset['theme'] = this.name()));
  }

  turn(): void {
    const dark = this.name() === 'dark' || (this.name() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    this.name.set(dark ? 'light' : 'dark');
  }
}
