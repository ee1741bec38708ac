import {Routes} from '@angular/router';
import {ArtifactsScreen} from './artifacts';

export const routes: Routes = [{path: '', component: ArtifactsScreen}];
