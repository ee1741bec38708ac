import {ChangeDetectionStrategy, Component, effect, inject, signal, viewChild} from '@angular/core';
import {RouterOutlet} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Density} from './core/density';
import {Feed} from './core/feed';
import {Keyboard} from './core/keyboard';
import {Language} from './core/language';
import {Session} from './core/session';
import {Theme} from './core/theme';
import {Help} from './shell/help';
import {Rail} from './shell/rail';
import {TopBar} from './shell/top-bar';
import {NoticesCorner} from './shared/notices';

/** The frame round every screen: rail, top bar, help, and what is said in passing. */
@Component({
  selector: 'vmto-root',
  imports: [Help, NoticesCorner, Rail, RouterOutlet, TopBar, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <a class="skip" href="#content" (click)="$event.preventDefault(); content.focus()">{{ t('shell.skip') }}</a>
      <vmto-top-bar (menu)="drawer.set(!drawer())" [open]="drawer()" (help)="help()?.open()" />
      @if (session.me()) {
        <vmto-rail [class.open]="drawer()" (click)="drawer.set(false)" />
      }
      <main #content id="content" tabindex="-1"><router-outlet /></main>
      <vmto-help />
      <vmto-notices />
    </ng-container>
  `,
  host: {'[class.alone]': '!session.me()'},
})
export class App {
  protected readonly session = inject(Session);
  protected readonly drawer = signal(false);
  protected readonly help = viewChild(Help);

  constructor() {
    inject(Language);
    inject(Theme);
    inject(Density);
    inject(Keyboard).add({key: '?', name: 'keys.help', act: () => this.help()?.open()});
    const feed = inject(Feed);
    effect(() => {
      if (this.session.me() === null) {
        feed.close();
      } else {
        feed.open();
      }
    });
  }
}
