import {ChangeDetectionStrategy, Component} from '@angular/core';
import {RouterOutlet} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {PageHeader} from '../shared/page-header';
import {Tab, Tabs} from '../shared/tabs';

/** What somebody sets for themselves, and what the installation is set to. */
@Component({
  imports: [PageHeader, RouterOutlet, Tabs, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('settings.title')" />
      <vmto-tabs [label]="t('settings.title')" base="/settings" [tabs]="tabs" />
      <router-outlet />
    </ng-container>
  `,
})
export class SettingsScreen {
  protected readonly tabs: readonly Tab[] = [
    {path: 'profile', name: 'settings.profile', needs: 'VIEW'},
    {path: 'preferences', name: 'settings.preferences', needs: 'VIEW'},
    {path: 'configuration', name: 'settings.configuration', needs: 'AUDIT'},
    {path: 'about', name: 'settings.about', needs: 'VIEW'},
  ];
}
