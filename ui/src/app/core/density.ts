import {computed, effect, Injectable} from '@angular/core';
import {setting} from './settings';

/** How close the rows of lists stand. */
@Injectable({providedIn: 'root'})
export class Density {
  readonly name = setting('density', ['comfortable', 'compact']);
  /** The height of a row in pixels, as in tokens.css. */
  readonly row = computed(() => (this.name() === 'compact' ? 28 : 36));

  constructor() {
    effect(() => (document.documentElement.dataset['density'] = this.name()));
  }
}
