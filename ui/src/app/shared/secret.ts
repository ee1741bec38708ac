import {ChangeDetectionStrategy, Component, inject, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Notices} from '../core/notices';
import {Icon} from './icon';

/** Something that is told once, to be copied. It is kept nowhere. */
@Component({
  selector: 'vmto-secret',
  imports: [Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="secret" *transloco="let t">
      <code>{{ text() }}</code>
      <button type="button" (click)="copy()"><vmto-icon name="copy" />{{ t('secret.copy') }}</button>
    </div>
  `,
})
export class SecretText {
  private readonly notices = inject(Notices);

  readonly text = input.required<string>();

  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.text());
    this.notices.say('secret.copied');
  }
}
