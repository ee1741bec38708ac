import {Routes} from '@angular/router';
import {signedIn} from '../core/permissions';
import {About} from './about';
import {ConfigurationPage} from './configuration';
import {Preferences} from './preferences';
import {Profile} from './profile';
import {SettingsScreen} from './settings';

export const routes: Routes = [
  {
    path: '',
    component: SettingsScreen,
    children: [
      {path: '', pathMatch: 'full', redirectTo: 'profile'},
      {path: 'profile', title: 'settings.profile', component: Profile},
      {path: 'preferences', title: 'settings.preferences', component: Preferences},
      {path: 'configuration', title: 'settings.configuration', canActivate: [signedIn('AUDIT')], component: ConfigurationPage},
      {path: 'about', title: 'settings.about', component: About},
    ],
  },
];
