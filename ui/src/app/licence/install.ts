import {ChangeDetectionStrategy, Component, inject, signal} from '@angular/core';
import {TranslocoDirective, TranslocoService} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Notices} from '../core/notices';
import {Rest} from '../core/rest';
import {FailurePane} from '../shared/failure-pane';
import {FileChoice} from '../shared/file-choice';

/** The server takes no larger body. */
const LARGEST = 60_000;

/** Puts another licence in force, from a file or as it was pasted. */
@Component({
  selector: 'vmto-install-licence',
  imports: [FailurePane, FileChoice, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="install" *transloco="let t" (submit)="$event.preventDefault(); install()">
      <label class="field">
        {{ t('licence.document') }}
        <textarea #pasted rows="8" spellcheck="false" autocomplete="off" [value]="text()" (input)="change(pasted.value)"></textarea>
      </label>
      <vmto-file-choice [name]="t('licence.file')" (picked)="read($event)" />
      @if (failure(); as why) {
        <vmto-failure [failure]="why" (again)="install()" />
      } @else {
        <p class="actions">
          <button [disabled]="busy() || text().trim() === ''">{{ t('licence.install') }}</button>
        </p>
      }
    </form>
  `,
})
export class InstallLicence {
  private readonly rest = inject(Rest);
  private readonly notices = inject(Notices);
  private readonly texts = inject(TranslocoService);
  protected readonly text = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  protected async read(file: File): Promise<void> {
    if (file.size > LARGEST) {
      this.failure.set(new Failure({code: 'REQUEST_INVALID', detail: this.texts.translate('licence.tooLarge')}));
      return;
    }
    this.change(await file.text());
  }

  protected change(text: string): void {
    this.failure.set(null);
    this.text.set(text);
  }

  /** The screen changes when the event comes. */
  protected async install(): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.rest.send('PUT', '/license', {document: this.text()});
      this.text.set('');
      this.notices.say('licence.installed');
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
