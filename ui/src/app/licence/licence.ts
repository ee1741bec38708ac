import {ChangeDetectionStrategy, Component, computed, inject, ViewEncapsulation} from '@angular/core';
import {RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {May} from '../core/permissions';
import {Moment, Time} from '../core/time';
import {Badge} from '../shared/badge';
import {PageHeader} from '../shared/page-header';
import {Pane} from '../shared/pane';
import {InstallLicence} from './install';
import {LicenceStore, standing} from './licence-store';

/** What the licence allows, what of that is used, until when, and how another one is installed. */
@Component({
  imports: [Badge, InstallLicence, May, Moment, PageHeader, Pane, RouterLink, TranslocoDirective],
  providers: [LicenceStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  templateUrl: './licence.html',
  styleUrl: './licence.css',
  host: {class: 'screen'},
})
export class LicenceScreen {
  private readonly time = inject(Time);
  protected readonly store = inject(LicenceStore);
  protected readonly state = computed(() => {
    const licence = this.store.licence();
    return licence === null ? '' : standing(licence, this.time.now());
  });
}
