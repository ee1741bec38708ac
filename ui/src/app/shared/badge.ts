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
  OK: 'succeeded',
  WARN: 'decision',
  FAIL: 'failed',
  STOPPED: 'paused',
  TROUBLE: 'failed',
  WAITING: 'waiting',
  DONE: 'succeeded',
  DIFFERS: 'decision',
  STALE: 'decision',
  ACTIVE: 'succeeded',
  DISABLED: 'cancelled',
  LOCKED: 'failed',
  NEW: 'waiting',
  EXPIRED: 'cancelled',
  FAILING: 'failed',
  DELIVERED: 'succeeded',
  PARKED: 'failed',
  MADE: 'succeeded',
  WOULD_MAKE: 'waiting',
  LEFT: 'cancelled',
  NEEDS_SECRET: 'decision',
  KEPT: 'succeeded',
  READING: 'running',
  SAME: 'verified',
  ROTTEN: 'failed',
  GONE: 'cancelled',
  VALID: 'succeeded',
  ENDING: 'decision',
  ENDED: 'failed',
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
