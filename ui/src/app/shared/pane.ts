import {ChangeDetectionStrategy, Component, computed, inject, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Feed} from '../core/feed';
import {Loading} from '../core/list-store';
import {Time} from '../core/time';
import {FailurePane} from './failure-pane';

/**
 * What stands where data will be: loading, failed, empty ({@code <… empty>} says what would be here
 * and what makes it so), or the data, greyed with a line above while the live feed is lost.
 */
@Component({
  selector: 'vmto-pane',
  imports: [FailurePane, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @if (loading() === 'failed' && failure(); as why) {
        <vmto-failure [failure]="why" (again)="again.emit()" />
      } @else {
        @if (stale(); as seconds) {
          <p class="stale" role="status">{{ t('feed.stale', {seconds}) }}</p>
        }
        @if (loading() === 'loading' && empty()) {
          <p class="loading" role="status">{{ t('pane.loading') }}</p>
        } @else if (empty()) {
          <div class="empty"><ng-content select="[empty]" /></div>
        } @else {
          <div class="data" [class.greyed]="stale()"><ng-content /></div>
        }
      }
    </ng-container>
  `,
})
export class Pane {
  private readonly feed = inject(Feed);
  private readonly time = inject(Time);

  readonly loading = input.required<Loading>();
  readonly failure = input<Failure | null>(null);
  readonly empty = input(false);
  readonly again = output();

  /** For how many seconds the feed has been lost. */
  protected readonly stale = computed(() => {
    const state = this.feed.state();
    return state.kind === 'lost' ? Math.max(1, Math.round((this.time.now() - state.since) / 1000)) : 0;
  });
}
