import {JsonPipe} from '@angular/common';
import {ChangeDetectionStrategy, Component, computed, inject, input, output, signal} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {FeedEvent} from '../core/feed';
import {Moment, Time} from '../core/time';
import {Icon} from '../shared/icon';
import {because} from './because';
import {JobDoc, JobStore} from './job-store';
import {eventWords} from './words';

/** One event in full: who asked for it, what led to it, and as it is stored. */
@Component({
  selector: 'vmto-event-facts',
  imports: [Icon, JsonPipe, Moment, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="block event-facts" aria-labelledby="event-title" *transloco="let t">
      <header>
        <h2 id="event-title">{{ words(t, event(), job(), time.zone()) }}</h2>
        <button type="button" class="plain icon" [attr.aria-label]="t('keys.close')" (click)="choose.emit(null)"><vmto-icon name="close" /></button>
      </header>
      <dl class="facts">
        <dt>{{ t('eventFact.at') }}</dt>
        <dd><vmto-time [at]="event().at" /></dd>
        <dt>{{ t('eventFact.type') }}</dt>
        <dd><code>{{ event().type }}</code></dd>
        <dt>{{ t('eventFact.position') }}</dt>
        <dd>
          {{ event().position }} ·
          <a routerLink="." [queryParams]="{at: event().position, tab: null}" queryParamsHandling="merge">{{ t('eventFact.then') }}</a>
        </dd>
        <dt>{{ t('eventFact.who') }}</dt>
        <dd>{{ event().meta['actor'] || 'VMTO' }} {{ event().meta['origin'] }}</dd>
        <dt>{{ t('failure.correlation') }}</dt>
        <dd><code>{{ event().meta['correlationId'] || '–' }}</code></dd>
      </dl>
      <h3>{{ t('eventFact.why') }}</h3>
      <ol class="why">
        @for (one of chain(); track one.position; let first = $first) {
          <li>
            <vmto-time [at]="one.at" />
            @if (first) {
              <span>{{ words(t, one, job(), time.zone()) }}</span>
            } @else {
              <a routerLink="." [queryParams]="{event: one.position}" queryParamsHandling="merge">{{ words(t, one, job(), time.zone()) }}</a>
            }
          </li>
        }
      </ol>
      <p class="quiet">{{ t(asked() ? 'eventFact.asked' : 'eventFact.itself', {who: asked()}) }}</p>
      <button type="button" class="plain" [attr.aria-expanded]="raw()" (click)="raw.set(!raw())">{{ t('eventFact.raw') }}</button>
      @if (raw()) {
        <pre tabindex="0" role="region" [attr.aria-label]="t('eventFact.raw')">{{ event() | json }}</pre>
      }
    </section>
  `,
})
export class EventFacts {
  protected readonly time = inject(Time);
  readonly event = input.required<FeedEvent>();
  readonly job = input.required<JobDoc>();
  readonly store = input.required<JobStore>();
  readonly choose = output<number | null>();

  protected readonly words = eventWords;
  protected readonly raw = signal(false);
  protected readonly chain = computed(() => because(this.store().story, this.event()));
  /** Who asked for what it all began with. */
  protected readonly asked = computed(() => this.chain().at(-1)?.meta['actor'] ?? '');
}
