import {Routes} from '@angular/router';
import {LicenceScreen} from './licence';

export const routes: Routes = [{path: '', component: LicenceScreen}];
