import {ChangeDetectionStrategy, Component, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {reading} from '../core/reading';
import {Rest} from '../core/rest';
import {Moment} from '../core/time';
import {Duration} from '../core/units';
import {Pane} from '../shared/pane';

/** Which VMTO this is, as the API tells it. */
interface System {
  readonly version: string;
  readonly commit?: string | null;
  readonly java: string;
  readonly os: string;
  readonly uptimeSeconds: number;
  readonly eventStore: string;
  readonly head: number;
  readonly processes: readonly {
    readonly name: string;
    readonly parts: readonly string[];
    readonly startedAt: string;
    /** -1 where it did not answer. */
    readonly databaseMillis: number;
    readonly skewMillis: number;
  }[];
}

const PAUSE = 30_000;

/** Which VMTO this is, and what it is made of. */
@Component({
  imports: [Duration, Moment, Pane, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part scrolling'},
  template: `
    <ng-container *transloco="let t">
      <vmto-pane [loading]="system.loading()" [failure]="system.failure()" [empty]="system.value() === null" (again)="system.reload()">
        @if (system.value(); as one) {
          <dl class="figures">
            <div><dt>{{ t('about.version') }}</dt><dd>{{ one.version }}</dd></div>
            <div><dt>{{ t('about.commit') }}</dt><dd>{{ one.commit ?? t('about.unknown') }}</dd></div>
            <div><dt>{{ t('about.composition') }}</dt><dd>{{ one.processes.length }}</dd></div>
            <div><dt>{{ t('about.uptime') }}</dt><dd>{{ one.uptimeSeconds | duration }}</dd></div>
            <div><dt>{{ t('about.head') }}</dt><dd>{{ one.head }}</dd></div>
          </dl>
          <p class="asides quiet">
            <span>{{ t('about.store') }} {{ one.eventStore }}</span>
            <span>Java {{ one.java }}</span>
            <span>{{ one.os }}</span>
          </p>
          <div class="framed" tabindex="0" role="region" [attr.aria-label]="t('about.composition')">
            <table class="wrap">
              <thead>
                <tr>
                  <th scope="col">{{ t('about.process') }}</th>
                  <th scope="col">{{ t('about.parts') }}</th>
                  <th scope="col">{{ t('about.started') }}</th>
                  <th scope="col" class="numeric">{{ t('about.database') }}</th>
                  <th scope="col" class="numeric">{{ t('about.skew') }}</th>
                </tr>
              </thead>
              <tbody>
                @for (process of one.processes; track process.name) {
                  <tr>
                    <td><code>{{ process.name }}</code></td>
                    <td>{{ process.parts.join(', ') }}</td>
                    <td><vmto-time [at]="process.startedAt" /></td>
                    <td class="numeric">
                      @if (process.databaseMillis < 0) {
                        <span class="trouble">{{ t('about.noAnswer') }}</span>
                      } @else {
                        {{ process.databaseMillis }} ms
                      }
                    </td>
                    <td class="numeric">{{ process.skewMillis }} ms</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        }
      </vmto-pane>
    </ng-container>
  `,
})
export class About {
  private readonly rest = inject(Rest);
  protected readonly system = reading(() => this.rest.get<System>('/system'), {every: () => PAUSE});
}
