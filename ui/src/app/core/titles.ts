import {effect, inject, Injectable, signal} from '@angular/core';
import {toSignal} from '@angular/core/rxjs-interop';
import {Title} from '@angular/platform-browser';
import {RouterStateSnapshot, TitleStrategy} from '@angular/router';
import {TranslocoService} from '@jsverse/transloco';

/** Names the tab after its screen, in the language of the moment. */
@Injectable({providedIn: 'root'})
export class Titles extends TitleStrategy {
  private readonly texts = inject(TranslocoService);
  private readonly title = inject(Title);
  private readonly loaded = toSignal(this.texts.events$);
  private readonly key = signal('');

  constructor() {
    super();
    effect(() => {
      this.loaded();
      this.title.setTitle(this.key() === '' ? 'VMTO' : this.texts.translate(this.key()) + ' · VMTO');
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.key.set(this.buildTitle(snapshot) ?? '');
  }
}
