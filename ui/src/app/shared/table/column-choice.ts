import {ChangeDetectionStrategy, Component, computed, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Icon} from '../icon';
import {Column} from './column';

/** Which columns of a table are shown; at least one. */
@Component({
  selector: 'vmto-column-choice',
  imports: [Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <details class="menu" *transloco="let t">
      <summary><vmto-icon name="columns" />{{ t('table.columns') }}</summary>
      <fieldset>
        <legend class="unseen">{{ t('table.columns') }}</legend>
        @for (column of columns(); track column.id) {
          <label>
            <input
              type="checkbox"
              [checked]="isShown(column.id)"
              [disabled]="isShown(column.id) && shown().length === 1"
              (change)="turn(column.id)"
            />
            {{ t(column.name) }}
          </label>
        }
      </fieldset>
    </details>
  `,
})
export class ColumnChoice {
  readonly columns = input.required<readonly Column[]>();
  readonly shown = input.required<readonly string[]>();
  readonly chosen = output<readonly string[]>();
  private readonly known = computed(() => new Set(this.shown()));

  protected isShown(id: string): boolean {
    return this.known().has(id);
  }

  protected turn(id: string): void {
    const wanted = (column: Column) => (column.id === id ? !this.isShown(id) : this.isShown(column.id));
    this.chosen.emit(this.columns().filter(wanted).map((column) => column.id));
  }
}
