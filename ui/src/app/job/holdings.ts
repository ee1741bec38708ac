import {ChangeDetectionStrategy, Component, input} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {saidInLine} from '../core/said';
import {Moment} from '../core/time';
import {JobDoc} from './job-store';
import {known} from './words';

/** What is still ours on either side, and what could not be taken back. */
@Component({
  selector: 'vmto-holdings',
  imports: [Moment, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="block" aria-labelledby="open-title" *transloco="let t">
      <h2 id="open-title">{{ t(past() ? 'job.openThen' : 'job.open') }}</h2>
      <ul class="holdings">
        @for (one of job().open; track one.resource.name) {
          <li>
            <strong>{{ known(t, 'resource.' + one.resource.kind, one.resource.kind) }}</strong>
            <code>{{ one.remoteId || one.resource.name }}</code>
            <span class="quiet">
              {{ side(one.resource.connection) }}
              @if (!one.remoteId) {
                · {{ t('job.intended') }}
              }
              · <vmto-time [at]="one.since" [ago]="!past()" />
            </span>
          </li>
        } @empty {
          <li class="quiet">{{ t(past() ? 'job.nothingOpenThen' : 'job.nothingOpen') }}</li>
        }
      </ul>
      @if (job().leftovers.length > 0) {
        <h3>{{ t('job.leftovers') }}</h3>
        <ul class="holdings">
          @for (one of job().leftovers; track $index) {
            <li>
              <strong>{{ known(t, 'resource.' + one.resource.kind, one.resource.kind) }}</strong>
              <code>{{ one.remoteId || one.resource.name }}</code>
              <span>{{ saidInLine(t, one.why) }} <code>{{ one.why.code }}</code></span>
            </li>
          }
        </ul>
      }
    </section>
  `,
})
export class Holdings {
  protected readonly saidInLine = saidInLine;
  readonly job = input.required<JobDoc>();
  readonly past = input(false);
  protected readonly known = known;

  protected side(connection: string): string {
    const {request, source, target} = this.job();
    return connection === request.source.connection ? (source?.name ?? '') : connection === request.target.connection ? (target?.name ?? '') : '';
  }
}
