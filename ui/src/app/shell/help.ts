import {ChangeDetectionStrategy, Component, computed, ElementRef, inject, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Keyboard, works} from '../core/keyboard';

/** Which keys do what on this screen. */
@Component({
  selector: 'vmto-help',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog aria-labelledby="help-title" *transloco="let t">
      <h2 id="help-title">{{ t('keys.title') }}</h2>
      <dl class="keys">
        @for (shortcut of shortcuts(); track shortcut.key) {
          <dt><kbd>{{ shortcut.key }}</kbd></dt>
          <dd>{{ t(shortcut.name) }}</dd>
        }
      </dl>
      <form method="dialog" class="actions"><button>{{ t('keys.close') }}</button></form>
    </dialog>
  `,
})
export class Help {
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  private readonly keyboard = inject(Keyboard);
  protected readonly shortcuts = computed(() => {
    const working = this.keyboard.shortcuts().filter(works);
    return [...new Map(working.map((one) => [one.key, one])).values()];
  });

  open(): void {
    this.dialog()?.nativeElement.showModal();
  }
}
