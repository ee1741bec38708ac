import {ChangeDetectionStrategy, Component, computed, ElementRef, input, signal, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';

/**
 * Asks before something is done: its content says what will happen, to which thing and how to undo it.
 * With {@code name} that name has to be typed, for what cannot be undone.
 */
@Component({
  selector: 'vmto-confirm',
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog aria-labelledby="confirm-question" (close)="answer(dialog.returnValue === 'yes')" *transloco="let t">
      <form method="dialog">
        <h2 id="confirm-question">{{ question() }}</h2>
        <ng-content />
        @if (name(); as wanted) {
          <label class="field">
            {{ t('confirm.type', {name: wanted}) }}
            <input #typed autocomplete="off" [value]="given()" (input)="given.set(typed.value)" />
          </label>
        }
        <p class="actions">
          <button class="plain" value="no" formnovalidate>{{ t('confirm.no') }}</button>
          <button value="yes" [class.danger]="danger()" [disabled]="!ready()">{{ action() }}</button>
        </p>
      </form>
    </dialog>
  `,
})
export class Confirm {
  readonly question = input.required<string>();
  readonly action = input.required<string>();
  readonly danger = input(false);
  readonly name = input('');

  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly given = signal('');
  protected readonly ready = computed(() => this.given() === this.name());
  private decide: (yes: boolean) => void = () => undefined;

  /** Whether somebody said yes. */
  ask(): Promise<boolean> {
    this.given.set('');
    const dialog = this.dialog()?.nativeElement;
    if (dialog !== undefined) {
      dialog.returnValue = '';
      dialog.showModal();
    }
    return new Promise((resolve) => (this.decide = resolve));
  }

  protected answer(yes: boolean): void {
    this.decide(yes);
  }
}
