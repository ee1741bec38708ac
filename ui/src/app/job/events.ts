import {ChangeDetectionStrategy, Component, computed, effect, ElementRef, inject, input, output, signal, untracked, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {FeedEvent} from '../core/feed';
import {Keyboard} from '../core/keyboard';
import {Moment, Time} from '../core/time';
import {window} from '../shared/table/window';
import {EventFacts} from './event-facts';
import {JobDoc, JobStore} from './job-store';
import {eventWords} from './words';

/** As in job.css. */
const ROW = 32;

/** What happened, newest first; only the lines in sight are drawn, and one is told in full. */
@Component({
  selector: 'vmto-events',
  imports: [EventFacts, Moment, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="events" [class.with-facts]="event()" *transloco="let t">
      <div #scroller class="scroller" tabindex="0" role="region" [attr.aria-label]="t('job.tab.events')" (scroll)="measure()">
        <ol [style.height.px]="store().shown() * row" [style.padding-top.px]="seen().above">
          @for (one of drawn(); track one.position) {
            <li>
              <button type="button" class="line" [attr.aria-pressed]="one.position === event()?.position" (click)="turn(one)">
                <vmto-time [at]="one.at" />
                <span class="words">{{ words(t, one, job(), time.zone()) }}</span>
                <span class="quiet">{{ one.meta['actor'] || 'VMTO' }}</span>
              </button>
            </li>
          }
        </ol>
      </div>
      @if (event(); as one) {
        <vmto-event-facts [event]="one" [job]="job()" [store]="store()" (choose)="choose.emit($event)" />
      }
      @if (!store().complete()) {
        <p class="quiet" role="status">{{ t('pane.loading') }}</p>
      }
    </div>
  `,
})
export class Events {
  protected readonly time = inject(Time);
  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');

  readonly job = input.required<JobDoc>();
  readonly store = input.required<JobStore>();
  /** The position of the one that is told in full. */
  readonly chosen = input<string>();
  readonly choose = output<number | null>();

  protected readonly row = ROW;
  protected readonly words = eventWords;
  private readonly top = signal(0);
  private readonly height = signal(600);
  private before = 0;
  protected readonly seen = computed(() => window(this.store().shown(), ROW, this.top(), this.height()));
  protected readonly drawn = computed<readonly FeedEvent[]>(() => {
    const {from, to} = this.seen();
    const count = this.store().shown();
    this.store().told();
    return Array.from({length: to - from}, (_, index) => this.store().story.at(count - 1 - from - index)).filter((one) => one !== undefined);
  });
  protected readonly event = computed(() => {
    this.store().told();
    return this.store().story.find(Number(this.chosen() ?? -1));
  });

  constructor() {
    inject(Keyboard).add(
      {key: 'j', name: 'keys.next', act: () => this.step(-1)},
      {key: 'k', name: 'keys.previous', act: () => this.step(1)},
    );
    effect(() => {
      const count = this.store().shown();
      untracked(() => this.stay(count - this.before));
      this.before = count;
    });
  }

  protected measure(): void {
    const scroller = this.scroller()?.nativeElement;
    if (scroller !== undefined) {
      this.top.set(scroller.scrollTop);
      this.height.set(scroller.clientHeight);
    }
  }

  protected turn({position}: FeedEvent): void {
    this.choose.emit(position === this.event()?.position ? null : position);
  }

  /** Who reads further down goes on reading there while new ones come in above. */
  private stay(added: number): void {
    const scroller = this.scroller()?.nativeElement;
    if (scroller !== undefined && scroller.scrollTop > 0 && added > 0) {
      scroller.scrollTop += added * ROW;
    }
    this.measure();
  }

  private step(by: number): void {
    const {story} = this.store();
    const event = this.event();
    const count = this.store().shown();
    const index = event === undefined ? count - 1 : story.upTo(event.position) - 1 + by;
    const next = index < count ? story.at(index) : undefined;
    if (next !== undefined) {
      this.choose.emit(next.position);
    }
  }
}
