import {ChangeDetectionStrategy, Component, input} from '@angular/core';

/** The name of a screen, and at its end what can be done there. */
@Component({
  selector: 'vmto-page-header',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<header class="page"><h1>{{ name() }}</h1><ng-content /></header>',
})
export class PageHeader {
  readonly name = input.required<string>();
}
