import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import {TranslocoDirective, TranslocoService} from '@jsverse/transloco';
import uPlot from 'uplot';
import {Language} from '../core/language';
import {Theme} from '../core/theme';
import {absolute, Time} from '../core/time';
import {bytes, Rate} from '../core/units';
import {JobDoc, JobStore} from './job-store';
import {marked} from './step-marks';
import {Measure, MEASURES} from './throughput';
import {diskName} from './words';

/** Drawn anew at most once in so many milliseconds. */
const PAUSE = 500;
const HEIGHT = 220;

/** Distances of two lines: powers of two, as the units are. */
const BINARY = Array.from({length: 44}, (_, power) => 2 ** power);

/** Lines differ by their strokes; colours are for states. */
const DASHES: readonly number[][] = [[], [6, 4], [2, 3], [10, 3, 2, 3]];

/** How fast each disk was read and written, second by second, with marks where steps began; or as a table. */
@Component({
  selector: 'vmto-throughput',
  imports: [Rate, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './throughput-chart.css',
  template: `
    <ng-container *transloco="let t">
      <div class="measures" role="group" [attr.aria-label]="t('job.measure')">
        @for (one of measures; track one) {
          <button type="button" class="plain" [attr.aria-pressed]="measure() === one" (click)="measure.set(one)">
            {{ t('measure.' + one) }}
          </button>
        }
      </div>
      @if (empty()) {
        <p class="quiet">{{ t('job.nothingMeasured') }}</p>
      }
      <div #place class="graph" aria-hidden="true" [hidden]="empty()"></div>
      @if (!empty()) {
        <details #table class="as-table" (toggle)="open.set(table.open)">
          <summary>{{ t('job.asTable') }}</summary>
          @if (open()) {
            <table>
              <thead>
                <tr>
                  <th scope="col">{{ t('job.disk') }}</th>
                  <th scope="col" class="numeric">{{ t('job.newest') }}</th>
                  <th scope="col" class="numeric">{{ t('job.average') }}</th>
                  <th scope="col" class="numeric">{{ t('job.highest') }}</th>
                </tr>
              </thead>
              <tbody>
                @for (row of rows(); track row.disk) {
                  <tr>
                    <td>{{ row.disk }}</td>
                    <td class="numeric">{{ row.newest | rate }}</td>
                    <td class="numeric">{{ row.average | rate }}</td>
                    <td class="numeric">{{ row.highest | rate }}</td>
                  </tr>
                }
              </tbody>
            </table>
          }
        </details>
      }
    </ng-container>
  `,
})
export class ThroughputChart {
  private readonly texts = inject(TranslocoService);
  private readonly theme = inject(Theme);
  private readonly time = inject(Time);
  private readonly language = inject(Language);
  private readonly place = viewChild<ElementRef<HTMLElement>>('place');

  readonly job = input.required<JobDoc>();
  readonly store = input.required<JobStore>();
  readonly moment = input.required<number>();

  protected readonly measures = MEASURES;
  protected readonly measure = signal<Measure>('read');
  protected readonly open = signal(false);
  protected readonly empty = signal(true);
  protected readonly rows = computed(() => {
    this.drawn();
    const until = this.until();
    return this.store()
      .throughput.disks()
      .map((disk, index) => this.row(disk, this.store().throughput.until(until, this.measure())[index + 1] ?? []));
  });
  private readonly until = computed(() => (this.store().at() === null ? Infinity : this.moment() / 1000));
  private readonly drawn = signal(0);

  private plot: uPlot | null = null;
  private shape = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly size = new ResizeObserver(() => this.fit());

  constructor() {
    effect(() => {
      this.store().moved();
      this.until();
      if (this.place() !== undefined) {
        untracked(() => this.soon(this.plot === null ? 0 : PAUSE));
      }
    });
    effect(() => {
      this.measure();
      this.theme.name();
      this.time.zone();
      this.language.code();
      untracked(() => this.plot !== null && this.soon(0));
    });
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      this.size.disconnect();
      this.plot?.destroy();
    });
  }

  private soon(wait: number): void {
    if (wait === 0) {
      clearTimeout(this.timer);
      this.timer = undefined;
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw();
    }, wait);
  }

  private draw(): void {
    const place = this.place()?.nativeElement;
    const data = this.store().throughput.until(this.until(), this.measure());
    this.empty.set(data[0]!.length < 2);
    if (place === undefined || data[0]!.length < 2) {
      return;
    }
    const shape = [this.measure(), this.theme.name(), this.time.zone(), this.language.code(), data.length].join();
    if (this.plot === null || shape !== this.shape) {
      this.plot?.destroy();
      this.shape = shape;
      this.size.observe(place);
      this.plot = new uPlot(this.options(place, data.length - 1), data as uPlot.AlignedData, place);
    } else {
      this.plot.setData(data as uPlot.AlignedData);
    }
    this.drawn.update((drawn) => drawn + 1);
  }

  private fit(): void {
    const width = this.place()?.nativeElement.clientWidth ?? 0;
    if (width > 0 && this.plot !== null && this.plot.width !== width) {
      this.plot.setSize({width, height: HEIGHT});
    }
  }

  private options(place: HTMLElement, disks: number): uPlot.Options {
    const style = getComputedStyle(place);
    const token = (name: string) => style.getPropertyValue(name).trim();
    const strokes = [token('--accent'), token('--text'), token('--quiet')];
    const grid = {stroke: token('--line'), width: 1};
    const axis = {stroke: token('--quiet'), grid, ticks: grid, font: '12px ' + token('--font')};
    const names = this.store().throughput.disks().map((disk) => diskName(disk, this.job()));
    return {
      width: place.clientWidth || 600,
      height: HEIGHT,
      padding: [8, 32, 0, 0],
      axes: [
        {...axis, values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => this.tick(tick, step))},
        {...axis, size: 84, incrs: BINARY, values: (_plot, ticks) => ticks.map((tick) => bytes(tick) + '/s')},
      ],
      scales: {y: {range: (_plot, _least, most) => [0, Math.max(1024, most * 1.1)]}},
      cursor: {points: {size: 6}},
      series: [
        {label: this.texts.translate('job.when'), value: (_plot, at) => (at === null ? '–' : this.tick(at, 1))},
        ...Array.from({length: disks}, (_, disk) => ({
          label: names[disk] ?? '',
          stroke: strokes[disk % strokes.length]!,
          dash: DASHES[Math.floor(disk / strokes.length) % DASHES.length]!,
          width: 1.5,
          spanGaps: true,
          value: (_plot: uPlot, rate: number | null) => (rate == null ? '–' : bytes(rate) + '/s'),
        })),
      ],
      hooks: {draw: [marked(() => this.job().steps, token('--quiet'))]},
    };
  }

  /** A moment, as exact as the distance of two ticks asks for. */
  private tick(at: number, step: number): string {
    const text = absolute(new Date(at * 1000), this.time.zone());
    return step < 60 ? text.slice(11, 19) : step < 86_400 ? text.slice(11, 16) : text.slice(5, 10);
  }

  private row(disk: string, column: readonly (number | null)[]) {
    const rates = column.filter((rate) => rate !== null);
    const sum = rates.reduce((all, rate) => all + rate, 0);
    return {
      disk: diskName(disk, this.job()),
      newest: rates.at(-1) ?? 0,
      average: rates.length === 0 ? 0 : sum / rates.length,
      highest: rates.reduce((most, rate) => Math.max(most, rate), 0),
    };
  }
}
