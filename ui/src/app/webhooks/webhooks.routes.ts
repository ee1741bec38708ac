import {Routes} from '@angular/router';
import {WebhookPage} from './webhook';
import {WebhooksScreen} from './webhooks';

export const routes: Routes = [
  {path: '', component: WebhooksScreen},
  {path: ':id', component: WebhookPage},
];
