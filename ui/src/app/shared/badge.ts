import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Icon} from './icon';

/** The eight looks a state can have; nothing else has a colour. */
export type Look = 'waiting' | 'running' | 'paused' | 'decision' | 'succeeded' | 'failed' | 'cancelled' | 'verified';

/** How each state of the API looks; its words are among the texts under the same name. */
const LOOKS: Readonly<Record<string, Look>> = {
  CREATED: 'waiting',
  QUEUED: 'waiting',
  RUNNING: 'running',
  PAUSING: 'paused',
  PAUSED: 'paused',
  RESUMING: 'running',
  CANCELLING: 'cancelled',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  SUCCEEDED: 'succeeded',
  HELD: 'decision',
  APPROVAL: 'decision',
  PROVEN: 'verified',
  CHECKING: 'running',
  UNTRUSTED: 'decision',
  READY: 'succeeded',
  BROKEN: 'failed',
  REMOVED: 'cancelled',
};

/** A state as an icon, a word and a colour. */
@Component({
  selector: 'vmto-badge',
  imports: [Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span *transloco="let t" class="badge" [attr.data-look]="look()">
      <vmto-icon [name]="look()" />{{ t('state.' + state()) }}
    </span>
  `,
})
export class Badge {
  /** One of the API's words. */
  readonly state = input.required<string>();
  protected readonly look = computed(() => LOOKS[this.state()] ?? 'waiting');
}
