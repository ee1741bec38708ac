import {ChangeDetectionStrategy, Component, computed, inject, input} from '@angular/core';
import {RouterLink, RouterLinkActive} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Permission} from '../core/permissions';
import {Session} from '../core/session';

/** A part of a screen with an address of its own. */
export interface Tab {
  readonly path: string;
  /** Of its name among the texts. */
  readonly name: string;
  /** What somebody must be allowed to see it. */
  readonly needs: Permission;
}

/** The parts of a screen that somebody may see. */
@Component({
  selector: 'vmto-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav class="tabs" *transloco="let t" [attr.aria-label]="label()">
      @for (tab of shown(); track tab.path) {
        <a [routerLink]="base() + '/' + tab.path" routerLinkActive="here" ariaCurrentWhenActive="page">{{ t(tab.name) }}</a>
      }
    </nav>
  `,
})
export class Tabs {
  private readonly session = inject(Session);

  readonly label = input.required<string>();
  /** The address of the screen. */
  readonly base = input.required<string>();
  readonly tabs = input.required<readonly Tab[]>();
  protected readonly shown = computed(() => this.tabs().filter(({needs}) => this.session.me()?.permissions.includes(needs)));
}
