import {Routes} from '@angular/router';
import {JobsScreen} from './jobs';

export const routes: Routes = [
  {path: '', component: JobsScreen},
  {path: ':id', title: 'job.title', loadComponent: async () => (await import('../job/job')).JobScreen},
];
