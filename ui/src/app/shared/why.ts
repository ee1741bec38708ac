import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Said, Spoken} from '../core/said';

/** Why something failed and what to do about it, in one line. */
@Component({
  selector: 'vmto-why',
  imports: [Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @let why = failure();
      @let told = why | said: t;
      <span [attr.lang]="told.lang">{{ told.message }} {{ told.remedy }}</span> <code>{{ why.code }}</code>
      @if (why.correlationId) {
        <code>{{ why.correlationId }}</code>
      }
      @if (told.own) {
        <span class="quiet" lang="en">{{ told.own }}</span>
      }
    </ng-container>
  `,
})
export class Why {
  readonly failure = input.required<Spoken & {readonly correlationId?: string}>();
}
