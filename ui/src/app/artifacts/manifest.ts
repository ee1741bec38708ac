import {ChangeDetectionStrategy, Component, ElementRef, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {CopyText} from '../shared/copy-text';
import {ExtentMapView} from '../shared/extents/extent-map';
import {ArtifactRow} from './artifacts-store';

/** What an image holds, leaf by leaf, and the root over all of them. */
@Component({
  selector: 'vmto-manifest',
  imports: [CopyText, ExtentMapView, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="wide" aria-labelledby="manifest-title" (close)="row.set(null)" *transloco="let t">
      <h2 id="manifest-title" tabindex="-1">{{ t('artifacts.manifestOf', {name: row()?.name ?? ''}) }}</h2>
      @if (row(); as one) {
        <p>{{ t('artifacts.manifestWords') }}</p>
        <vmto-copy-text [text]="one.root" />
        <vmto-extent-map [job]="one.job?.key ?? ''" [disk]="one.disk" [name]="one.name" [verified]="one.check?.same ?? false" />
      }
      <form method="dialog" class="actions"><button>{{ t('keys.close') }}</button></form>
    </dialog>
  `,
})
export class Manifest {
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly row = signal<ArtifactRow | null>(null);

  open(row: ArtifactRow): void {
    this.row.set(row);
    this.dialog()?.nativeElement.showModal();
  }
}
