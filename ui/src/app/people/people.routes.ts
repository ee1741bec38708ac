import {signedIn} from '../core/permissions';
import {tabbed} from '../shared/tabbed';
import {AccountPage} from './account';
import {Accounts} from './accounts';
import {Keys} from './keys';

/** Who may come in: people with a local account, and programs with a key. */
export const routes = tabbed(
  'people',
  'people.title',
  [
    {path: 'accounts', name: 'people.accounts', needs: 'AUDIT', component: Accounts},
    {path: 'keys', name: 'people.keys', needs: 'VIEW', component: Keys},
  ],
  [{path: 'accounts/:id', title: 'people.accounts', canActivate: [signedIn('AUDIT')], component: AccountPage}],
);
