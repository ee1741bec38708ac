import {tabbed} from '../shared/tabbed';
import {Claims} from './claims';
import {DeadLetters} from './dead-letters';
import {HealthReport} from './health';
import {Processors} from './processors';
import {Projections} from './projections';
import {OpenResources} from './resources';
import {StorageUse} from './storage';
import {StuckJobs} from './stuck-jobs';

/** What keeps the installation running. */
export const routes = tabbed('operations', 'operations.title', [
  {path: 'health', name: 'operations.health', needs: 'VIEW', component: HealthReport},
  {path: 'processors', name: 'operations.processors', needs: 'VIEW', component: Processors},
  {path: 'projections', name: 'operations.projections', needs: 'VIEW', component: Projections},
  {path: 'dead-letters', name: 'operations.letters', needs: 'VIEW', component: DeadLetters},
  {path: 'jobs', name: 'operations.jobs', needs: 'VIEW', component: StuckJobs},
  {path: 'resources', name: 'operations.resources', needs: 'VIEW', component: OpenResources},
  {path: 'claims', name: 'operations.claims', needs: 'VIEW', component: Claims},
  {path: 'storage', name: 'operations.storage', needs: 'VIEW', component: StorageUse},
]);
