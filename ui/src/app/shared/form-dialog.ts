import {afterNextRender, ChangeDetectionStrategy, Component, ElementRef, inject, input, output, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {SecretText} from './secret';
import {Trouble} from './trouble';

/**
 * A form in a dialog, open from when it is made until it is closed. What was sent and refused stays in
 * its fields; a secret that comes back is shown in its place, once.
 */
@Component({
  selector: 'vmto-form-dialog',
  imports: [SecretText, TranslocoDirective, Trouble],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog
      #dialog
      aria-labelledby="form-name"
      (cancel)="secret() === '' || $event.preventDefault()"
      (close)="closed.emit()"
      *transloco="let t"
    >
      <h2 id="form-name" tabindex="-1">{{ name().replace('…', '') }}</h2>
      @if (secret(); as text) {
        <p role="status">{{ secretWords() }} {{ t('secret.once') }}</p>
        <vmto-secret [text]="text" />
        <p class="actions"><button type="button" (click)="dialog.close()">{{ t('form.done') }}</button></p>
      }
      <form #form [hidden]="secret() !== ''" (submit)="$event.preventDefault(); go(form)">
        <ng-content />
        <vmto-trouble [failure]="failure()" />
        <p class="actions">
          <button type="button" class="plain" (click)="dialog.close()">{{ t('confirm.no') }}</button>
          <button [class.danger]="danger()" [disabled]="busy()">{{ action() }}</button>
        </p>
      </form>
    </dialog>
  `,
})
export class FormDialog {
  readonly name = input.required<string>();
  readonly action = input.required<string>();
  readonly danger = input(false);
  /** Sends what was filled in; comes back with a secret or with nothing. */
  readonly send = input.required<(given: FormData) => Promise<string | void>>();
  readonly secretWords = input('');
  readonly closed = output();

  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly secret = signal('');

  constructor() {
    afterNextRender(() => this.host.nativeElement.querySelector('dialog')?.showModal());
  }

  protected async go(form: HTMLFormElement): Promise<void> {
    if (this.busy()) {
      return;
    }
    this.busy.set(true);
    this.failure.set(null);
    try {
      const secret = await this.send()(new FormData(form));
      if (secret) {
        this.secret.set(secret);
      } else {
        this.dialog()?.nativeElement.close();
      }
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
