import {ChangeDetectionStrategy, Component, computed, inject, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Moment, Time} from '../core/time';
import {Icon} from '../shared/icon';
import {differences} from './differences';
import {JobStore} from './job-store';
import {eventWords} from './words';

/** A slider over the events of a job: at its end is now, before it the job as it was. */
@Component({
  selector: 'vmto-travel',
  imports: [Icon, Moment, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="travel" [class.past]="past()" *transloco="let t">
      @if (store().complete()) {
        <label>
          <span>{{ t('travel.title') }}</span>
          <input
            #slider
            type="range"
            min="1"
            [max]="count()"
            [value]="index()"
            [attr.aria-valuetext]="past() ? t('travel.event', {index: index(), count: count()}) : t('travel.now')"
            (input)="move(slider.valueAsNumber)"
          />
        </label>
      }
      @if (past()) {
        <div class="banner" role="status">
          <vmto-icon name="clock" />
          <p>
            <strong>{{ t('travel.past') }}</strong>
            @if (event(); as one) {
              <vmto-time [at]="one.at" /> · {{ t('travel.event', {index: index(), count: count()}) }} ·
              @if (store().job(); as job) {
                {{ words(t, one, job, time.zone()) }}
              }
            }
          </p>
          <button type="button" (click)="to.emit(null)">{{ t('travel.back') }}</button>
        </div>
        @if (differing().length > 0) {
          <details class="as-table">
            <summary>{{ t('travel.compare') }}</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">{{ t('travel.what') }}</th>
                  <th scope="col">{{ t('travel.then') }}</th>
                  <th scope="col">{{ t('travel.now') }}</th>
                </tr>
              </thead>
              <tbody>
                @for (one of differing(); track one.name) {
                  <tr>
                    <td>{{ one.words(t) }}</td>
                    <td>{{ one.then(t) }}</td>
                    <td>{{ one.now(t) }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </details>
        }
      }
    </div>
  `,
})
export class Travel {
  protected readonly time = inject(Time);
  readonly store = input.required<JobStore>();
  /** The position that is meant, or null for now. */
  readonly to = output<number | null>();

  protected readonly words = eventWords;
  protected readonly past = computed(() => this.store().at() !== null);
  protected readonly count = computed(() => {
    this.store().told();
    return Math.max(1, this.store().story.size);
  });
  protected readonly index = computed(() => Math.max(1, this.store().shown()));
  protected readonly event = computed(() => {
    this.store().told();
    return this.store().story.at(this.index() - 1);
  });
  protected readonly differing = computed(() => {
    const [then, now] = [this.store().job(), this.store().now()];
    return !this.past() || then === null || now === null ? [] : differences(then, now);
  });

  protected move(index: number): void {
    this.to.emit(index >= this.count() ? null : (this.store().story.at(index - 1)?.position ?? null));
  }
}
