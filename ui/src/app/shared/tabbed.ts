import {ChangeDetectionStrategy, Component, computed, inject, input, Type} from '@angular/core';
import {RouterLink, RouterLinkActive, RouterOutlet, Routes} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Permission, signedIn} from '../core/permissions';
import {Session} from '../core/session';
import {PageHeader} from './page-header';

/** A part of a screen, under an address of its own. */
export interface Part {
  readonly path: string;
  /** Of its name among the texts. */
  readonly name: string;
  /** What somebody must be allowed to see it. */
  readonly needs: Permission;
  readonly component: Type<unknown>;
}

/** A screen of parts, of which everybody is offered those they may see, and shown the first of these first. */
@Component({
  imports: [PageHeader, RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t(name())" />
      <nav class="tabs" [attr.aria-label]="t(name())">
        @for (part of shown(); track part.path) {
          <a [routerLink]="'/' + screen() + '/' + part.path" routerLinkActive="here" ariaCurrentWhenActive="page">{{ t(part.name) }}</a>
        }
      </nav>
      <router-outlet />
    </ng-container>
  `,
})
export class TabScreen {
  private readonly session = inject(Session);

  readonly screen = input.required<string>();
  readonly name = input.required<string>();
  readonly parts = input.required<readonly Part[]>();
  protected readonly shown = computed(() => seen(this.parts(), this.session));
}

function seen(parts: readonly Part[], session: Session): readonly Part[] {
  return parts.filter(({needs}) => session.me()?.permissions.includes(needs));
}

/** Who has not signed in yet is sent to what everybody may see. */
async function first(parts: readonly Part[]): Promise<string> {
  const session = inject(Session);
  if (session.present()) {
    await session.whoAmI().catch(() => null);
  }
  return (seen(parts, session)[0] ?? parts.find(({needs}) => needs === 'VIEW')!).path;
}

/**
 * The addresses of a screen of parts, one of which at least everybody may see.
 *
 * @param screen its own address
 * @param name of its name among the texts
 * @param deeper addresses within a part
 */
export function tabbed(screen: string, name: string, parts: readonly Part[], deeper: Routes = []): Routes {
  return [
    {
      path: '',
      component: TabScreen,
      data: {screen, name, parts},
      children: [
        {path: '', pathMatch: 'full', redirectTo: () => first(parts)},
        ...parts.map(({path, name: title, needs, component}) => ({path, title, canActivate: [signedIn(needs)], component})),
        ...deeper,
      ],
    },
  ];
}
