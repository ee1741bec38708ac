import {ChangeDetectionStrategy, Component, computed, ElementRef, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Moment} from '../core/time';
import {CopyText} from '../shared/copy-text';
import {AuditRow} from './audit-store';

/** Who and from where, on what, and what brought it about. */
const ORDER = ['actor', 'origin', 'aggregate', 'correlationId', 'causationId', 'traceId'];

const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** An event as it is stored. */
@Component({
  selector: 'vmto-event-dialog',
  imports: [CopyText, Moment, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="wide" aria-labelledby="event-title" *transloco="let t">
      @if (event(); as one) {
        <h2 id="event-title">{{ one.type }}</h2>
        <dl class="facts">
          <dt>{{ t('audit.position') }}</dt>
          <dd>{{ one.position }}</dd>
          <dt>{{ t('audit.at') }}</dt>
          <dd><vmto-time [at]="one.at" /></dd>
          @for (word of words(); track word[0]) {
            <dt>{{ word[0] }}</dt>
            <dd><vmto-copy-text [text]="word[1]" /></dd>
          }
        </dl>
        <pre tabindex="0" [attr.aria-label]="t('audit.payload')">{{ raw() }}</pre>
      }
      <form method="dialog" class="actions"><button>{{ t('keys.close') }}</button></form>
    </dialog>
  `,
})
export class EventDialog {
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly event = signal<AuditRow | null>(null);
  protected readonly raw = computed(() => JSON.stringify(this.event()?.payload, null, 2));
  protected readonly words = computed(() =>
    Object.entries({...this.event()?.meta, aggregate: this.event()?.aggregate ?? ''}).toSorted(([one], [other]) => rank(one) - rank(other)),
  );

  open(event: AuditRow): void {
    this.event.set(event);
    this.dialog()?.nativeElement.showModal();
  }
}
