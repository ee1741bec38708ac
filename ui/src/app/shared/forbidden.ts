import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Session} from '../core/session';
import {PageHeader} from './page-header';

/** A screen that somebody's roles do not include. */
@Component({
  imports: [PageHeader, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('forbidden.title')" />
      @if (roles().length > 0) {
        <p>
          {{ t('forbidden.words') }}
          @for (role of roles(); track role) {
            <strong>{{ t('role.' + role) }}</strong>{{ $last ? '' : ' · ' }}
          }
        </p>
      } @else {
        <p>{{ t('forbidden.noRole') }}</p>
      }
      <p>{{ t('forbidden.remedy') }} <a routerLink="/settings/profile">{{ t('forbidden.profile') }}</a></p>
    </ng-container>
  `,
})
export class Forbidden {
  private readonly session = inject(Session);
  protected readonly roles = computed(() => this.session.me()?.roles ?? []);
}
