import {ChangeDetectionStrategy, Component, computed, input, signal} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Said} from '../core/said';
import {Moment} from '../core/time';
import {Duration} from '../core/units';
import {Look} from '../shared/badge';
import {Icon} from '../shared/icon';
import {Need, NeedKind} from './needs';

/** So many are shown at first. */
const FIRST = 6;

const LOOKS: Readonly<Record<NeedKind, Look>> = {
  CUTOVER: 'decision',
  HELD: 'decision',
  UNTRUSTED: 'decision',
  STUCK: 'failed',
  FAILED: 'failed',
  BROKEN: 'failed',
  LEFT: 'paused',
  LICENCE: 'decision',
};

/** What waits for whoever is signed in, each with what to do. */
@Component({
  selector: 'vmto-need-list',
  imports: [Duration, Icon, Moment, RouterLink, Said, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <ul class="needs">
        @for (one of shown(); track one.key) {
          <li>
            <span class="mark" [attr.data-look]="looks[one.kind]"><vmto-icon [name]="looks[one.kind]" /></span>
            <div>
              <p>
                <a [routerLink]="one.link">{{ one.name || t('nav.licence') }}</a>
                <span>{{ t('need.' + one.kind) }}</span>
                @if (one.at; as at) {
                  <span class="quiet"><vmto-time [at]="at" [ago]="true" /></span>
                }
              </p>
              @if (one.downtime; as down) {
                <p class="quiet">{{ t('need.down') }} {{ down.least | duration }} – {{ down.most | duration }}</p>
              }
              @if (one.why; as why) {
                @let told = why | said: t;
                <p class="quiet" [attr.lang]="told.lang">{{ told.message }}</p>
                <p class="quiet" [attr.lang]="told.lang">{{ told.remedy }}</p>
                @if (told.own) {
                  <p class="quiet" lang="en">{{ told.own }}</p>
                }
              }
            </div>
          </li>
        } @empty {
          <li class="quiet">{{ t('need.none') }}</li>
        }
      </ul>
      @if (more() > 0) {
        <button type="button" class="plain" (click)="all.set(true)">{{ t('need.more', {count: more()}) }}</button>
      }
    </ng-container>
  `,
})
export class NeedList {
  readonly needs = input.required<readonly Need[]>();
  protected readonly looks = LOOKS;
  protected readonly all = signal(false);
  protected readonly shown = computed(() => (this.all() ? this.needs() : this.needs().slice(0, FIRST)));
  protected readonly more = computed(() => this.needs().length - this.shown().length);
}
