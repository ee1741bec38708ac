import {ChangeDetectionStrategy, Component, inject, signal} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Notices} from '../core/notices';
import {Session} from '../core/session';
import {FirstPassword} from '../session/first-password';

/** Who the server takes somebody for, and their password. */
@Component({
  imports: [FirstPassword, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part scrolling'},
  template: `
    <ng-container *transloco="let t">
      @if (session.me(); as me) {
        <section class="panel narrow">
          <h2>{{ me.name }}</h2>
          <h3>{{ t('people.roles') }}</h3>
          <ul class="names">
            @for (role of me.roles; track role) {
              <li><strong>{{ t('role.' + role) }}</strong>&ngsp;<span class="quiet">{{ t('roleWords.' + role) }}</span></li>
            }
          </ul>
          <h3>{{ t('profile.permissions') }}</h3>
          <ul class="names">
            @for (permission of me.permissions; track permission) {
              <li>{{ t('permission.' + permission) }} <code>{{ permission }}</code></li>
            }
          </ul>
          <p><a routerLink="/people/keys">{{ t('profile.keys') }}</a></p>
        </section>
      }
      <section class="panel narrow">
        <h2>{{ t('password.change') }}</h2>
        @if (!session.withPassword()) {
          <p>{{ t('profile.elsewhere') }}</p>
        } @else if (open()) {
          <p class="quiet">{{ t('profile.words') }}</p>
          <vmto-first-password [first]="false" (changed)="changed()" />
        } @else {
          <button type="button" class="quietly" (click)="open.set(true)">{{ t('profile.change') }}</button>
        }
      </section>
    </ng-container>
  `,
})
export class Profile {
  private readonly notices = inject(Notices);
  protected readonly session = inject(Session);
  protected readonly open = signal(false);

  protected changed(): void {
    this.open.set(false);
    this.notices.say('profile.changed');
  }
}
