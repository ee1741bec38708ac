import {inject, Injectable} from '@angular/core';
import {Failure} from '../core/failure';
import {Session} from '../core/session';
import {AuditAsked, query} from './audit-filter';

/** The audit as a file: all that is asked for, however many pages that were. */
@Injectable()
export class AuditCsv {
  private readonly session = inject(Session);

  async save(asked: AuditAsked): Promise<void> {
    const answer = await this.session.fetch('/audit?' + query(asked), {headers: {Accept: 'text/csv'}});
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    link.download = 'vmto-audit-' + new Date().toISOString().slice(0, 10) + '.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
