import {ChangeDetectionStrategy, Component, inject, input, output, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {saidInLine} from '../core/said';
import {Session} from '../core/session';
import {Field} from '../shared/field';

/** Chooses a new password: at will, or first of all where somebody else gave the present one. */
@Component({
  selector: 'vmto-first-password',
  imports: [Field, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form *transloco="let t" (submit)="$event.preventDefault(); change(now.value, fresh.value, again.value)">
      @if (first()) {
        <p>{{ t('password.words') }}</p>
      }
      <vmto-field [name]="t('password.current')">
        <input #now type="password" autocomplete="current-password" required [value]="current()" />
      </vmto-field>
      <vmto-field [name]="t('password.new')">
        <input #fresh type="password" autocomplete="new-password" required minlength="12" maxlength="256" />
      </vmto-field>
      <vmto-field [name]="t('password.again')" [trouble]="differ() ? t('password.differ') : ''">
        <input #again type="password" autocomplete="new-password" required />
      </vmto-field>
      @if (failure(); as why) {
        <p class="trouble" role="alert">{{ saidInLine(t, why) }}</p>
      }
      <button>{{ t('password.change') }}</button>
    </form>
  `,
})
export class FirstPassword {
  protected readonly saidInLine = saidInLine;
  private readonly session = inject(Session);

  readonly current = input('');
  readonly first = input(true);
  readonly changed = output();
  protected readonly differ = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  protected async change(current: string, fresh: string, again: string): Promise<void> {
    this.differ.set(fresh !== again);
    if (fresh !== again) {
      return;
    }
    try {
      await this.session.changePassword(current, fresh);
      this.changed.emit();
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    }
  }
}
