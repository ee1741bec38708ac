import {NgTemplateOutlet} from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  contentChildren,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  linkedSignal,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Density} from '../../core/density';
import {Keyboard} from '../../core/keyboard';
import {Row} from '../../core/list-store';
import {Icon} from '../icon';
import {Cell, Column, Sorting} from './column';
import {ColumnChoice} from './column-choice';
import {window} from './window';

/**
 * A list of rows of which only those in sight are drawn. {@code j} and {@code k} move a mark, Enter
 * opens the row under it, {@code x} selects it; {@code more} is asked for near the end.
 */
@Component({
  selector: 'vmto-table',
  imports: [ColumnChoice, Icon, NgTemplateOutlet, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './table.html',
})
export class Table<R extends Row> {
  /** Under which the choice of columns is kept in this browser. */
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly columns = input.required<readonly Column[]>();
  readonly rows = input.required<readonly R[]>();
  readonly sorting = input<Sorting | null>(null);
  readonly selectable = input(false);
  /** Whether {@code opened} leads anywhere. */
  readonly openable = input(false);
  readonly titleOf = input<(row: R) => string>((row) => row.key);
  readonly selected = model<ReadonlySet<string>>(new Set());
  readonly sorted = output<Sorting>();
  readonly opened = output<R>();
  readonly more = output();

  private readonly rowHeight = inject(Density).row;
  private readonly cells = contentChildren(Cell);
  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly top = signal(0);
  private readonly height = signal(800);
  protected readonly marked = signal(-1);

  protected readonly shown = linkedSignal<readonly string[]>(() => this.kept());
  protected readonly visible = computed(() => this.columns().filter(({id}) => this.shown().includes(id)));
  protected readonly templates = computed(
    () => new Map(this.cells().map((cell) => [cell.vmtoCell(), cell.template] as const)),
  );
  protected readonly window = computed(() => window(this.rows().length, this.rowHeight(), this.top(), this.height()));
  protected readonly drawn = computed(() => this.rows().slice(this.window().from, this.window().to));
  protected readonly allSelected = computed(
    () => this.rows().length > 0 && this.rows().every(({key}) => this.selected().has(key)),
  );

  constructor() {
    inject(Keyboard).add(
      {key: 'j', name: 'keys.next', act: () => this.mark(this.marked() + 1)},
      {key: 'k', name: 'keys.previous', act: () => this.mark(this.marked() - 1)},
      {key: 'Enter', name: 'keys.open', when: () => this.openable() && this.marked() >= 0, act: () => this.withMarked((row) => this.opened.emit(row))},
      {key: 'x', name: 'keys.select', when: this.selectable, act: () => this.withMarked((row) => this.select(row.key))},
    );
    effect(() => {
      if (this.rows().length > 0 && this.window().to === this.rows().length) {
        this.more.emit();
      }
    });
    // It has no height before what is round it is shown, which may be later than it is made.
    const size = new ResizeObserver(() => this.measure());
    effect(() => {
      const scroller = this.scroller()?.nativeElement;
      size.disconnect();
      if (scroller !== undefined) {
        size.observe(scroller);
      }
    });
    inject(DestroyRef).onDestroy(() => size.disconnect());
  }

  protected measure(): void {
    const scroller = this.scroller()?.nativeElement;
    if (scroller !== undefined) {
      this.top.set(scroller.scrollTop);
      this.height.set(scroller.clientHeight);
    }
  }

  protected choose(columns: readonly string[]): void {
    localStorage.setItem('vmto.columns.' + this.name(), JSON.stringify(columns));
    this.shown.set(columns);
  }

  private kept(): readonly string[] {
    const text = localStorage.getItem('vmto.columns.' + this.name());
    const usual = this.columns().filter(({extra}) => !extra).map(({id}) => id);
    return text === null ? usual : (JSON.parse(text) as string[]);
  }

  protected sort(by: string): void {
    const now = this.sorting();
    this.sorted.emit({by, order: now?.by === by && now.order === 'ASC' ? 'DESC' : 'ASC'});
  }

  protected ariaSort({sort}: Column): string | null {
    const now = this.sorting();
    return sort === undefined ? null : sort !== now?.by ? 'none' : now.order === 'ASC' ? 'ascending' : 'descending';
  }

  protected select(key: string): void {
    const selected = new Set(this.selected());
    if (!selected.delete(key)) {
      selected.add(key);
    }
    this.selected.set(selected);
  }

  protected selectAll(): void {
    this.selected.set(new Set(this.allSelected() ? [] : this.rows().map(({key}) => key)));
  }

  private withMarked(act: (row: R) => void): void {
    const row = this.rows()[this.marked()];
    if (row !== undefined) {
      act(row);
    }
  }

  private mark(index: number): void {
    const row = Math.max(0, Math.min(this.rows().length - 1, index));
    this.marked.set(row);
    const scroller = this.scroller()?.nativeElement;
    if (scroller !== undefined) {
      const top = row * this.rowHeight();
      const room = scroller.clientHeight - 2 * this.rowHeight();
      scroller.scrollTop = Math.min(Math.max(scroller.scrollTop, top - room), top);
    }
  }
}
