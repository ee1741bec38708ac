import {Routes} from '@angular/router';
import {MigrateScreen} from './migrate';

export const routes: Routes = [{path: '', component: MigrateScreen}];
