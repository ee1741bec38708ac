import {ChangeDetectionStrategy, Component, inject, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Notices} from '../core/notices';
import {Icon} from './icon';

/** A text to be taken elsewhere as it is, with a button that copies it. */
@Component({
  selector: 'vmto-copy-text',
  imports: [Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="copy-text" *transloco="let t">
      <code tabindex="0">{{ text() }}</code>
      <button type="button" class="plain icon" [attr.aria-label]="t('copy.copy')" [title]="t('copy.copy')" (click)="copy()">
        <vmto-icon name="copy" />
      </button>
    </span>
  `,
})
export class CopyText {
  private readonly notices = inject(Notices);
  readonly text = input.required<string>();

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text());
      this.notices.say('failure.copied');
    } catch {
      this.notices.say('copy.refused', 'failed'); // the browser allows it on safe pages only
    }
  }
}
