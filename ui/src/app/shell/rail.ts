import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink, RouterLinkActive} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Session} from '../core/session';
import {Icon} from '../shared/icon';
import {SCREENS} from '../screens';

/** The way to every screen that somebody may see. */
@Component({
  selector: 'vmto-rail',
  imports: [Icon, RouterLink, RouterLinkActive, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav *transloco="let t" [attr.aria-label]="t('shell.screens')">
      @for (screen of screens(); track screen.path) {
        <a [routerLink]="'/' + screen.path" routerLinkActive="here" ariaCurrentWhenActive="page">
          <vmto-icon [name]="screen.icon" />{{ t(screen.name) }}
        </a>
      }
    </nav>
  `,
})
export class Rail {
  private readonly session = inject(Session);
  protected readonly screens = computed(() =>
    SCREENS.filter(({needs}) => this.session.me()?.permissions.includes(needs)),
  );
}
