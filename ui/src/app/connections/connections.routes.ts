import {Routes} from '@angular/router';
import {ConnectionsScreen} from './connections';

export const routes: Routes = [{path: '', component: ConnectionsScreen}];
