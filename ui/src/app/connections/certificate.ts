import {ChangeDetectionStrategy, Component, computed, inject, input, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Rest} from '../core/rest';
import {FailurePane} from '../shared/failure-pane';
import {comparison} from './trust';

/** Shows the certificate that a server presented, and how to compare it, before anything secret is sent there. */
@Component({
  selector: 'vmto-certificate',
  imports: [FailurePane, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel certificate" aria-labelledby="certificate" *transloco="let t">
      <h2 id="certificate">{{ t('certificate.title') }}</h2>
      <p>{{ t(renewed() ? 'certificate.renewed' : 'certificate.words') }}</p>
      <p><code class="fingerprint">{{ fingerprint() }}</code></p>
      <p class="hint">{{ t('certificate.compare') }}</p>
      <pre tabindex="0">{{ command() }}</pre>
      @if (failure(); as why) {
        <vmto-failure [failure]="why" (again)="trust()" />
      }
      <p class="actions">
        <button type="button" [disabled]="busy()" (click)="trust()">{{ t('certificate.trust') }}</button>
      </p>
    </section>
  `,
})
export class Certificate {
  private readonly rest = inject(Rest);

  readonly key = input.required<string>();
  readonly url = input.required<string>();
  readonly fingerprint = input.required<string>();
  /** Whether another one was trusted before. */
  readonly renewed = input(false);

  protected readonly command = computed(() => comparison(this.url()));
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  protected async trust(): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.rest.send('POST', `/connections/${encodeURIComponent(this.key())}/trust`, {fingerprint: this.fingerprint()});
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
