import {Routes} from '@angular/router';
import {Permission, signedIn} from './core/permissions';
import {IconName} from './shared/icon';

/** A place in the rail; a screen that is not in here is not there. */
export interface Screen {
  readonly path: string;
  /** Of its name among the texts. */
  readonly name: string;
  readonly icon: IconName;
  /** What somebody must be allowed to see it. */
  readonly needs: Permission;
  readonly load: () => Promise<Routes>;
}

export const SCREENS: readonly Screen[] = [
  {
    path: 'dashboard',
    name: 'nav.dashboard',
    icon: 'dashboard',
    needs: 'VIEW',
    load: async () => (await import('./dashboard/dashboard.routes')).routes,
  },
  {path: 'jobs', name: 'nav.jobs', icon: 'jobs', needs: 'VIEW', load: async () => (await import('./jobs/jobs.routes')).routes},
  {
    path: 'migrate',
    name: 'nav.migrate',
    icon: 'migrate',
    needs: 'RUN_JOBS',
    load: async () => (await import('./migrate/migrate.routes')).routes,
  },
  {
    path: 'connections',
    name: 'nav.connections',
    icon: 'connections',
    needs: 'VIEW',
    load: async () => (await import('./connections/connections.routes')).routes,
  },
  {
    path: 'artifacts',
    name: 'nav.artifacts',
    icon: 'artifacts',
    needs: 'VIEW',
    load: async () => (await import('./artifacts/artifacts.routes')).routes,
  },
  {path: 'audit', name: 'nav.audit', icon: 'audit', needs: 'AUDIT', load: async () => (await import('./audit/audit.routes')).routes},
  {
    path: 'operations',
    name: 'nav.operations',
    icon: 'operations',
    needs: 'VIEW',
    load: async () => (await import('./operations/operations.routes')).routes,
  },
  {path: 'people', name: 'nav.people', icon: 'person', needs: 'VIEW', load: async () => (await import('./people/people.routes')).routes},
  {
    path: 'webhooks',
    name: 'nav.webhooks',
    icon: 'webhooks',
    needs: 'AUDIT',
    load: async () => (await import('./webhooks/webhooks.routes')).routes,
  },
  {
    path: 'licence',
    name: 'nav.licence',
    icon: 'licence',
    needs: 'VIEW',
    load: async () => (await import('./licence/licence.routes')).routes,
  },
  {
    path: 'settings',
    name: 'nav.settings',
    icon: 'settings',
    needs: 'VIEW',
    load: async () => (await import('./settings/settings.routes')).routes,
  },
];

export const routes: Routes = [
  {path: '', pathMatch: 'full', redirectTo: 'dashboard'},
  {
    path: 'sign-in',
    title: 'session.title',
    loadComponent: async () => (await import('./session/sign-in')).SignIn,
  },
  ...SCREENS.map(({path, name, needs, load}) => ({
    path,
    title: name,
    canActivate: [signedIn(needs)],
    loadChildren: load,
  })),
  {
    path: 'forbidden',
    title: 'forbidden.title',
    loadComponent: async () => (await import('./shared/forbidden')).Forbidden,
  },
  {
    path: '**',
    title: 'missing.title',
    canActivate: [signedIn('VIEW')],
    loadComponent: async () => (await import('./shared/missing')).Missing,
  },
];
