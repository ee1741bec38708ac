import {ChangeDetectionStrategy, Component, inject, input, output} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Rest} from '../core/rest';
import {FormDialog} from '../shared/form-dialog';
import {patterns, Webhook} from './told';

/** Makes a webhook, or changes the one that is given. */
@Component({
  selector: 'vmto-webhook-form',
  imports: [FormDialog, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <vmto-form-dialog
      *transloco="let t"
      [name]="webhook() ? t('webhooks.change') : t('webhooks.make')"
      [action]="webhook() ? t('form.save') : t('webhooks.makeIt')"
      [send]="send"
      [secretWords]="t('webhooks.secretWords')"
      (closed)="closed.emit()"
    >
      <label class="field">
        {{ t('webhooks.url') }}
        <input name="url" type="url" required maxlength="500" placeholder="https://" autocomplete="off" [value]="webhook()?.url ?? ''" />
        <span>{{ t('webhooks.urlForm') }}</span>
      </label>
      <label class="field">
        {{ t('webhooks.events') }}
        <textarea name="events" rows="3" placeholder="job.*" [value]="webhook()?.events?.join('\\n') ?? ''"></textarea>
        <span>{{ t('webhooks.eventsForm') }}</span>
      </label>
      <label class="field">
        {{ t('webhooks.job') }}
        <input name="job" maxlength="64" autocomplete="off" [value]="webhook()?.job ?? ''" />
        <span>{{ t('webhooks.jobForm') }}</span>
      </label>
      <label class="field">
        {{ t('webhooks.secret') }}
        <input name="secret" type="password" minlength="16" maxlength="256" autocomplete="off" />
        <span>{{ webhook() ? t('webhooks.secretStays') : t('webhooks.secretForm') }}</span>
      </label>
    </vmto-form-dialog>
  `,
})
export class WebhookForm {
  private readonly rest = inject(Rest);

  /** Null where one is to be made. */
  readonly webhook = input<Webhook | null>(null);
  readonly closed = output();

  protected readonly send = async (given: FormData): Promise<string | void> => {
    const webhook = this.webhook();
    const secret = String(given.get('secret'));
    const wanted = {
      url: given.get('url'),
      events: patterns(String(given.get('events'))),
      job: String(given.get('job')).trim(),
      ...(secret === '' ? {} : {secret}),
    };
    if (webhook === null) {
      return (await this.rest.send<{secret?: string}>('POST', '/webhooks', wanted)).secret;
    }
    await this.rest.send('PATCH', '/webhooks/' + encodeURIComponent(webhook.id), wanted);
  };
}
