import {ChangeDetectionStrategy, Component, computed, DestroyRef, effect, ElementRef, inject, input, signal, untracked, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {reading} from '../../core/reading';
import {Rest} from '../../core/rest';
import {Translate} from '../../core/language';
import {Theme} from '../../core/theme';
import {Bytes, bytes} from '../../core/units';
import {Pane} from '../pane';
import {Cell, cells, closer, ExtentMap, grid, Look, LOOKS, shares, View} from './extents';

/** Between two looks at a copy, in milliseconds. */
const PAUSE = 3000;
const CELLS = 2048;
const HEIGHT = 120;

/** Keys that go from cell to cell, and by how many: of a row, of all. */
const STEPS: Readonly<Record<string, readonly [number, number, number]>> = {
  ArrowLeft: [-1, 0, 0],
  ArrowRight: [1, 0, 0],
  ArrowUp: [0, -1, 0],
  ArrowDown: [0, 1, 0],
  Home: [0, 0, -1],
  End: [0, 0, 1],
};

/** Each part of a disk as a square: not there yet, zeros, copied, changed by a later pass, verified. */
@Component({
  selector: 'vmto-extent-map',
  imports: [Bytes, Pane, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './extent-map.css',
  templateUrl: './extent-map.html',
})
export class ExtentMapView {
  private readonly rest = inject(Rest);
  private readonly theme = inject(Theme);
  private readonly canvas = viewChild<ElementRef<HTMLCanvasElement>>('canvas');

  readonly job = input.required<string>();
  readonly disk = input.required<string>();
  readonly name = input.required<string>();
  /** Whether all of it was read again and is the same. */
  readonly verified = input(false);

  protected readonly looks = LOOKS;
  protected readonly view = signal<View | null>(null);
  protected readonly map = reading(({path}) => this.rest.get<ExtentMap>(path), {asked: () => ({path: this.path()}), every: () => PAUSE});
  protected readonly all = computed(() => (this.map.value() === null ? [] : cells(this.map.value()!, this.verified())));
  protected readonly sums = computed(() => shares(this.all()));
  protected readonly at = signal(0);
  protected readonly cell = computed(() => this.all()[Math.min(this.at(), this.all().length - 1)]);
  protected readonly closer = computed(() => this.cell() && closer(this.map.value()!, this.cell()!));
  private readonly width = signal(0);
  private readonly shape = computed(() => grid(this.all().length, this.width(), HEIGHT));
  private readonly path = computed(() => {
    const view = this.view();
    const part = view === null ? '' : `&offset=${view.offset}&length=${view.length}`;
    return `/jobs/${this.job()}/disks/${encodeURIComponent(this.disk())}/extents?cells=${CELLS}${part}`;
  });

  constructor() {
    const size = new ResizeObserver(([entry]) => this.width.set(Math.floor(entry!.contentRect.width)));
    inject(DestroyRef).onDestroy(() => size.disconnect());
    effect((undo) => {
      const box = this.canvas()?.nativeElement.parentElement;
      if (box) {
        size.observe(box);
        undo(() => size.unobserve(box));
      }
    });
    effect(() => {
      this.theme.name();
      this.at();
      const [all, canvas] = [this.all(), this.canvas()?.nativeElement];
      if (canvas !== undefined && this.width() > 0) {
        untracked(() => this.draw(canvas, all));
      }
    });
  }

  /** What a cell is, where, and by which pass; its hash where it has one. */
  protected words(t: Translate, {offset, length, look, durable, pass, hash}: Cell): string {
    const part = durable > 0 && durable < 1 ? ' ' + Math.floor(durable * 100) + ' %' : '';
    const written = pass === 0 ? '' : ' · ' + t('extents.pass', {pass});
    return `${bytes(offset)} + ${bytes(length)} · ${t('extents.' + look)}${part}${written}${hash && ' · SHA-256 ' + hash}`;
  }

  protected percent(look: Look): string {
    const all = [...this.sums().values()].reduce((sum, one) => sum + one, 0);
    const part = (100 * this.sums().get(look)!) / Math.max(1, all);
    return part > 0 && part < 1 ? '< 1 %' : Math.floor(part) + ' %';
  }

  protected point({offsetX, offsetY}: MouseEvent): void {
    const {size, columns} = this.shape();
    const at = Math.floor(offsetY / size) * columns + Math.min(columns - 1, Math.floor(offsetX / size));
    this.at.set(Math.max(0, Math.min(this.all().length - 1, at)));
  }

  protected key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step !== undefined) {
      const [cells, rows, ends] = step;
      const to = this.at() + cells + rows * this.shape().columns + ends * this.all().length;
      this.at.set(Math.max(0, Math.min(this.all().length - 1, to)));
    } else if (event.key === 'Enter') {
      this.zoom();
    } else if (event.key === 'Escape' && this.view() !== null) {
      this.whole();
    } else {
      return;
    }
    event.preventDefault();
  }

  protected zoom(): void {
    const closer = this.closer();
    if (closer) {
      this.show(closer);
    }
  }

  protected whole(): void {
    this.show(null);
  }

  private show(view: View | null): void {
    this.view.set(view);
    this.at.set(0);
  }

  private draw(canvas: HTMLCanvasElement, all: readonly Cell[]): void {
    const {size, columns, rows} = this.shape();
    const scale = devicePixelRatio;
    canvas.width = columns * size * scale;
    canvas.height = rows * size * scale;
    canvas.style.width = columns * size + 'px';
    canvas.style.height = rows * size + 'px';
    const style = getComputedStyle(canvas);
    const ink = (name: string) => style.getPropertyValue(name).trim();
    const paint = canvas.getContext('2d')!;
    paint.scale(scale, scale);
    const colours = new Map(LOOKS.map((look) => [look, ink('--extent-' + look)]));
    const place = (index: number) => [(index % columns) * size, Math.floor(index / columns) * size] as const;
    all.forEach((cell, index) => {
      const [x, y] = place(index);
      paint.fillStyle = colours.get('missing')!;
      paint.fillRect(x, y, size - 1, size - 1);
      const filled = Math.ceil((size - 1) * cell.durable);
      paint.fillStyle = colours.get(cell.look)!;
      paint.fillRect(x, y + size - 1 - filled, size - 1, filled);
      if (cell.look === 'changed') {
        paint.fillStyle = ink('--surface');
        paint.fillRect(x + size / 2 - 1.5, y + size / 2 - 1.5, 2, 2);
      }
    });
    const [x, y] = place(this.at());
    paint.strokeStyle = ink('--text');
    paint.strokeRect(x - 0.5, y - 0.5, size, size);
  }
}
