import {Routes} from '@angular/router';
import {DashboardScreen} from './dashboard';

export const routes: Routes = [{path: '', component: DashboardScreen}];
