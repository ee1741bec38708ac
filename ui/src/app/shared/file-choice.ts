import {ChangeDetectionStrategy, Component, input, output, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';

/** Chooses a file in the language of the portal: a browser's own control speaks the browser's. */
@Component({
  selector: 'vmto-file-choice',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field" *transloco="let t">
      {{ name() }}
      <span class="file-choice">
        <button type="button" class="outline" (click)="file.click()">{{ t('file.choose') }}</button>
        <span>{{ chosen() || t('file.none') }}</span>
      </span>
      <input #file type="file" hidden [accept]="accept()" (change)="take(file)" />
    </div>
  `,
})
export class FileChoice {
  readonly name = input.required<string>();
  /** As the attribute of an input. */
  readonly accept = input('');
  readonly picked = output<File>();
  protected readonly chosen = signal('');

  /** The same file may be chosen again, after it was changed. */
  protected take(file: HTMLInputElement): void {
    const one = file.files?.[0];
    if (one !== undefined) {
      this.chosen.set(one.name);
      this.picked.emit(one);
      file.value = '';
    }
  }
}
