import {ChangeDetectionStrategy, Component, ElementRef, input, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';

let last = 0;

/** A few fields over the screen; it closes once what was filled in was accepted, and says why where it was not. */
@Component({
  selector: 'vmto-form-dialog',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog [attr.aria-labelledby]="id" *transloco="let t">
      <form #form class="form" (submit)="$event.preventDefault(); submit(form)">
        <h2 [id]="id">{{ name() }}</h2>
        <ng-content />
        @if (failure(); as why) {
          <p class="trouble" role="alert">
            {{ why.message || t('failure.unreachable') }} {{ why.remedy }} <code>{{ why.code }}</code>
          </p>
        }
        <p class="actions">
          <button type="button" class="plain" (click)="dialog.close()">{{ t('confirm.no') }}</button>
          <button [disabled]="busy()">{{ action() }}</button>
        </p>
      </form>
    </dialog>
  `,
})
export class FormDialog {
  readonly name = input.required<string>();
  readonly action = input.required<string>();
  /** What is done with the fields; rejects with why they were not accepted. */
  readonly send = input.required<(given: FormData) => Promise<unknown>>();

  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly id = 'form-dialog-' + ++last;
  protected readonly failure = signal<Failure | null>(null);
  protected readonly busy = signal(false);

  open(): void {
    const dialog = this.dialog()?.nativeElement;
    dialog?.querySelector('form')?.reset();
    this.failure.set(null);
    dialog?.showModal();
  }

  protected async submit(form: HTMLFormElement): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.send()(new FormData(form));
      this.dialog()?.nativeElement.close();
      form.reset(); // no secret stays in the page
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
