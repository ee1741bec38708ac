import {tabbed} from '../shared/tabbed';
import {About} from './about';
import {ConfigurationPage} from './configuration';
import {Preferences} from './preferences';
import {Profile} from './profile';

/** What somebody sets for themselves, and what the installation is set to. */
export const routes = tabbed('settings', 'settings.title', [
  {path: 'profile', name: 'settings.profile', needs: 'VIEW', component: Profile},
  {path: 'preferences', name: 'settings.preferences', needs: 'VIEW', component: Preferences},
  {path: 'configuration', name: 'settings.configuration', needs: 'AUDIT', component: ConfigurationPage},
  {path: 'about', name: 'settings.about', needs: 'VIEW', component: About},
]);
