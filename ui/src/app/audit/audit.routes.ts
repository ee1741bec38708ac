import {Routes} from '@angular/router';
import {AuditScreen} from './audit';

export const routes: Routes = [{path: '', component: AuditScreen}];
