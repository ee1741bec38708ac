import {ChangeDetectionStrategy, Component} from '@angular/core';
import {RouterOutlet} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {PageHeader} from '../shared/page-header';
import {Tab, Tabs} from '../shared/tabs';

/** Who may come in: people with a local account, and programs with a key. */
@Component({
  imports: [PageHeader, RouterOutlet, Tabs, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('people.title')" />
      <vmto-tabs [label]="t('people.title')" base="/people" [tabs]="tabs" />
      <router-outlet />
    </ng-container>
  `,
})
export class PeopleScreen {
  protected readonly tabs: readonly Tab[] = [
    {path: 'accounts', name: 'people.accounts', needs: 'AUDIT'},
    {path: 'keys', name: 'people.keys', needs: 'VIEW'},
  ];
}
