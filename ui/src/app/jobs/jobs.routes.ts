import {Routes} from '@angular/router';
import {JobsScreen} from './jobs';

export const routes: Routes = [{path: '', component: JobsScreen}];
