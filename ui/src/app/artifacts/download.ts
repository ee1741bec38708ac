import {ChangeDetectionStrategy, Component, ElementRef, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {CopyText} from '../shared/copy-text';

/** How an image is taken away: by the command line, which goes on where it stopped and proves what came. */
@Component({
  selector: 'vmto-download',
  imports: [CopyText, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog aria-labelledby="download-title" *transloco="let t">
      <h2 id="download-title">{{ t('artifacts.download') }}</h2>
      <p>{{ t('artifacts.downloadWords') }}</p>
      <vmto-copy-text [text]="'vmto artifact download ' + name()" />
      <p class="quiet">{{ t('artifacts.recorded') }}</p>
      <form method="dialog" class="actions"><button>{{ t('keys.close') }}</button></form>
    </dialog>
  `,
})
export class Download {
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly name = signal('');

  open(name: string): void {
    this.name.set(name);
    this.dialog()?.nativeElement.showModal();
  }
}
