import {Routes} from '@angular/router';
import {Claims} from './claims';
import {DeadLetters} from './dead-letters';
import {HealthReport} from './health';
import {OperationsScreen} from './operations';
import {Processors} from './processors';
import {Projections} from './projections';
import {OpenResources} from './resources';
import {StorageUse} from './storage';
import {StuckJobs} from './stuck-jobs';

export const routes: Routes = [
  {
    path: '',
    component: OperationsScreen,
    children: [
      {path: '', pathMatch: 'full', redirectTo: 'health'},
      {path: 'health', title: 'operations.health', component: HealthReport},
      {path: 'processors', title: 'operations.processors', component: Processors},
      {path: 'projections', title: 'operations.projections', component: Projections},
      {path: 'dead-letters', title: 'operations.letters', component: DeadLetters},
      {path: 'jobs', title: 'operations.jobs', component: StuckJobs},
      {path: 'resources', title: 'operations.resources', component: OpenResources},
      {path: 'claims', title: 'operations.claims', component: Claims},
      {path: 'storage', title: 'operations.storage', component: StorageUse},
    ],
  },
];
