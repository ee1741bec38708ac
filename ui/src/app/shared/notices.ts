import {ChangeDetectionStrategy, Component, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Notices} from '../core/notices';
import {Icon} from './icon';
import {Why} from './why';

/** What is said in passing, in a corner. */
@Component({
  selector: 'vmto-notices',
  imports: [Icon, TranslocoDirective, Why],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="notices" aria-live="polite" *transloco="let t">
      @for (notice of notices.all(); track notice.id) {
        <p [attr.data-kind]="notice.kind">
          <vmto-icon [name]="notice.kind === 'done' ? 'succeeded' : 'failed'" />
          @if (notice.failure; as why) {
            <vmto-why [failure]="why" />
          } @else {
            {{ t(notice.key) }}
          }
          <button type="button" class="plain icon" [attr.aria-label]="t('notice.dismiss')" (click)="notices.dismiss(notice.id)">
            <vmto-icon name="close" />
          </button>
        </p>
      }
    </div>
  `,
})
export class NoticesCorner {
  protected readonly notices = inject(Notices);
}
