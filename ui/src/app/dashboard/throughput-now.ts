import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import type uPlot from 'uplot';
import {Theme} from '../core/theme';
import {Time} from '../core/time';
import {bytes, Rate} from '../core/units';
import {Throughput} from './throughput';

const HEIGHT = 180;

/** Bytes are counted in powers of two, so its lines stand there. */
const STEPS = Array.from({length: 50}, (_, power) => 2 ** power);

/** What all running steps do in a second, over the last minutes: as a line, and in words. */
@Component({
  selector: 'vmto-throughput-now',
  imports: [Rate, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  styleUrl: '../job/throughput-chart.css',
  template: `
    <figure class="throughput" *transloco="let t">
      <figcaption>
        @if (words(); as now) {
          <strong>{{ now.now | rate }}</strong>
          <span class="quiet">
            {{ t('dashboard.average') }} {{ now.average | rate }} · {{ t('dashboard.highest') }} {{ now.highest | rate }}
          </span>
        } @else {
          <span class="quiet">{{ t('dashboard.unknown') }}</span>
        }
      </figcaption>
      <div #place class="plot" aria-hidden="true"></div>
    </figure>
  `,
})
export class ThroughputNow {
  private readonly throughput = inject(Throughput);
  private readonly theme = inject(Theme);
  private readonly time = inject(Time);
  private readonly place = viewChild<ElementRef<HTMLElement>>('place');
  private readonly size = new ResizeObserver(() => void this.fit());
  private library: Promise<typeof uPlot> | null = null;
  private plot: uPlot | null = null;
  private gone = false;

  protected readonly words = computed(() => {
    this.throughput.seconds();
    return this.throughput.summary();
  });

  constructor() {
    effect(() => {
      const place = this.place()?.nativeElement;
      this.size.disconnect();
      if (place !== undefined) {
        this.size.observe(place);
      }
    });
    effect(() => {
      this.theme.name();
      this.time.zone();
      this.plot?.destroy();
      this.plot = null;
      untracked(() => void this.fit());
    });
    effect(() => {
      this.throughput.seconds();
      this.plot?.setData(this.data());
    });
    inject(DestroyRef).onDestroy(() => {
      this.gone = true;
      this.size.disconnect();
      this.plot?.destroy();
    });
  }

  private data(): uPlot.AlignedData {
    return [this.throughput.times, this.throughput.rates];
  }

  /** Made once it is in sight, which is later than its component, and as wide as there is room. */
  private async fit(): Promise<void> {
    const Plot = await (this.library ??= import('uplot').then((uplot) => uplot.default));
    const place = this.place()?.nativeElement;
    if (this.gone || place === undefined || place.clientWidth === 0) {
      return;
    }
    if (this.plot === null) {
      this.plot = this.made(Plot, place);
    } else if (this.plot.width !== place.clientWidth) {
      this.plot.setSize({width: place.clientWidth, height: HEIGHT});
    }
  }

  private made(Plot: typeof uPlot, place: HTMLElement): uPlot {
    const style = getComputedStyle(place);
    const token = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: token('--quiet'),
      grid: {stroke: token('--line'), width: 1},
      ticks: {stroke: token('--line'), width: 1},
      font: '12px ' + token('--font'),
    };
    return new Plot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: {show: false},
        cursor: {show: false},
        tzDate: (seconds) =>
          this.time.zone() === 'utc' ? Plot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000),
        scales: {
          x: {range: (_plot, _least, most) => [(most ?? 0) - 300, most ?? 0]},
          y: {range: (_plot, _least, most) => [0, Math.max(1024 * 1024, (most ?? 0) * 1.1)]},
        },
        axes: [
          {...axis, incrs: [60], values: [[60, '{HH}:{mm}', null, null, null, null, null, null, 1]]},
          {...axis, size: 84, incrs: STEPS, values: (_plot, ticks) => ticks.map((tick) => bytes(tick) + '/s')},
        ],
        series: [{}, {stroke: token('--accent'), fill: token('--chosen'), width: 1.5, points: {show: false}}],
      },
      this.data(),
      place,
    );
  }
}
