import {ChangeDetectionStrategy, Component} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {PageHeader} from './page-header';

/** An address that leads nowhere. */
@Component({
  imports: [PageHeader, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('missing.title')" />
      <p>{{ t('missing.words') }} <a routerLink="/">{{ t('missing.home') }}</a></p>
    </ng-container>
  `,
})
export class Missing {}
