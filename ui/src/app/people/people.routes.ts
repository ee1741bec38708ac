import {inject} from '@angular/core';
import {Routes} from '@angular/router';
import {signedIn} from '../core/permissions';
import {Session} from '../core/session';
import {AccountPage} from './account';
import {Accounts} from './accounts';
import {Keys} from './keys';
import {PeopleScreen} from './people';

export const routes: Routes = [
  {
    path: '',
    component: PeopleScreen,
    children: [
      {
        path: '',
        pathMatch: 'full',
        redirectTo: () => (inject(Session).me()?.permissions.includes('AUDIT') ? 'accounts' : 'keys'),
      },
      {path: 'accounts', title: 'people.accounts', canActivate: [signedIn('AUDIT')], component: Accounts},
      {path: 'accounts/:id', title: 'people.accounts', canActivate: [signedIn('AUDIT')], component: AccountPage},
      {path: 'keys', title: 'people.keys', component: Keys},
    ],
  },
];
