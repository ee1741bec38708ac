import {ChangeDetectionStrategy, Component} from '@angular/core';
import {RouterOutlet} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {PageHeader} from '../shared/page-header';
import {Tab, Tabs} from '../shared/tabs';

/** What keeps the installation running, each part under an address of its own. */
@Component({
  imports: [PageHeader, RouterOutlet, Tabs, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'screen'},
  template: `
    <ng-container *transloco="let t">
      <vmto-page-header [name]="t('operations.title')" />
      <vmto-tabs [label]="t('operations.title')" base="/operations" [tabs]="tabs" />
      <router-outlet />
    </ng-container>
  `,
})
export class OperationsScreen {
  protected readonly tabs: readonly Tab[] = [
    {path: 'health', name: 'operations.health', needs: 'VIEW'},
    {path: 'processors', name: 'operations.processors', needs: 'VIEW'},
    {path: 'projections', name: 'operations.projections', needs: 'VIEW'},
    {path: 'dead-letters', name: 'operations.letters', needs: 'VIEW'},
    {path: 'jobs', name: 'operations.jobs', needs: 'VIEW'},
    {path: 'resources', name: 'operations.resources', needs: 'VIEW'},
    {path: 'claims', name: 'operations.claims', needs: 'VIEW'},
    {path: 'storage', name: 'operations.storage', needs: 'VIEW'},
  ];
}
