import {Routes} from '@angular/router';
import {signedIn} from '../core/permissions';
import {ConnectionScreen} from './connection';
import {ConnectionsScreen} from './connections';
import {NewConnection} from './new-connection';

export const routes: Routes = [
  {path: '', component: ConnectionsScreen},
  {path: 'new', title: 'connections.add', component: NewConnection, canActivate: [signedIn('MANAGE_CONNECTIONS')]},
  {path: ':key', component: ConnectionScreen},
];
