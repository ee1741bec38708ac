import {ChangeDetectionStrategy, Component, computed, inject, signal} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {May} from '../core/permissions';
import {Rest} from '../core/rest';
import {Badge} from '../shared/badge';
import {FileChoice} from '../shared/file-choice';
import {Icon} from '../shared/icon';
import {Trouble} from '../shared/trouble';
import {document as parsed, Report, wanted} from './import';

/** The installation's settings as one document: taken out without secrets, and put in after a trial. */
@Component({
  imports: [Badge, FileChoice, Icon, May, TranslocoDirective, Trouble],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part scrolling'},
  templateUrl: './configuration.html',
})
export class ConfigurationPage {
  private readonly rest = inject(Rest);

  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly text = signal('');
  protected readonly malformed = signal(false);
  /** Of the text as it is now; a trial has to come before the real thing. */
  protected readonly report = signal<Report | null>(null);
  protected readonly ready = computed(() => {
    const report = this.report();
    return report?.dryRun ? wanted(report) : 0;
  });

  protected async take(): Promise<void> {
    await this.attempt(async () => {
      const text = JSON.stringify(await this.rest.get('/configuration'), null, 2) + '\n';
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
      link.download = 'vmto-configuration.json';
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  protected async choose(file: File): Promise<void> {
    this.write(await file.text());
  }

  protected write(text: string): void {
    this.text.set(text);
    this.malformed.set(false);
    this.report.set(null);
  }

  protected async put(dryRun: boolean): Promise<void> {
    const wanted = parsed(this.text());
    this.malformed.set(wanted === null);
    if (wanted !== null) {
      await this.attempt(async () => {
        this.report.set(await this.rest.send<Report>('POST', '/configuration' + (dryRun ? '?dryRun=true' : ''), wanted));
      });
    }
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await act();
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
