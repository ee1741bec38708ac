import {ChangeDetectionStrategy, Component, computed, input, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {known} from '../core/language';
import {Moment} from '../core/time';
import {Bytes, Rate} from '../core/units';
import {Badge} from '../shared/badge';
import {ExtentMapView} from '../shared/extents/extent-map';
import {diskFacts} from './disk-facts';
import {JobDoc, JobStore} from './job-store';

/** The disks: how far each is copied and read again, how well it is proven and by what; and the first boot. */
@Component({
  selector: 'vmto-disks',
  imports: [Badge, Bytes, ExtentMapView, Moment, Rate, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './disks.html',
})
export class Disks {
  readonly job = input.required<JobDoc>();
  readonly store = input.required<JobStore>();
  protected readonly known = known;
  protected readonly disks = computed(() => {
    this.store().moved();
    return diskFacts(this.job(), this.store().at() === null ? this.store().pace : null);
  });
  /** Only the copy as it is now can be looked into. */
  protected readonly mapped = computed(() => this.store().at() === null && this.job().disks.length > 0);
  protected readonly open = signal(false);
  protected readonly key = signal('');
  protected readonly chosen = computed(() => this.disks().find(({key}) => key === this.key()) ?? this.disks()[0]);
  protected readonly proven = computed(() => this.job().disks.some(({evidence}) => evidence.length > 0));

  protected percent(part: number): string {
    return Math.floor(part * 100) + ' %';
  }
}
