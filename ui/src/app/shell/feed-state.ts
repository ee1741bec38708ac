import {ChangeDetectionStrategy, Component, computed, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Feed} from '../core/feed';

/** Whether what is shown is live, read aloud when it changes. */
@Component({
  selector: 'vmto-feed-state',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="feed" role="status" [attr.data-kind]="state().kind" *transloco="let t">
      @switch (state().kind) {
        @case ('live') {
          {{ caughtUp() > 0 ? t('feed.caughtUp', {count: caughtUp()}) : t('feed.live') }}
        }
        @case ('lost') {
          {{ t('feed.lost') }}
        }
      }
    </span>
  `,
})
export class FeedLight {
  protected readonly state = inject(Feed).state;
  protected readonly caughtUp = computed(() => {
    const state = this.state();
    return state.kind === 'live' ? state.caughtUp : 0;
  });
}
