import {inject, Pipe, PipeTransform} from '@angular/core';
import {known, Language, Translate} from './language';

/** What the server says of a failure, which has a code, or of a finding, which has a rule. */
export interface Spoken {
  readonly code?: string;
  readonly rule?: string;
  readonly message: string;
  readonly remedy?: string;
}

/** The same as it is shown. */
export interface Sentence {
  readonly message: string;
  readonly remedy: string;
  /** What the server said itself, where the sentence is a translation; it is more exact. */
  readonly own: string;
  /** Of sentence and remedy, where it is not the language of the portal. */
  readonly lang: 'en' | null;
}

/** In English the server's own words, where it had some; in other languages ours, with its own behind them. */
export function sentence(t: Translate, english: boolean, {code = '', rule, message, remedy = ''}: Spoken): Sentence {
  const [text, advice] =
    rule === undefined
      ? [known(t, 'said.' + code, ''), known(t, 'saidRemedy.' + code, '')]
      : [known(t, 'finding.' + rule, ''), known(t, 'findingRemedy.' + rule, '')];
  if (message !== '' && (english || text === '')) {
    return {message, remedy, own: '', lang: english ? null : 'en'};
  }
  const own = english ? '' : (message + ' ' + remedy).trim();
  return {message: text || t('failure.unreachable'), remedy: advice, own, lang: null};
}

/** {@code @let told = failure() | said: t}. */
@Pipe({name: 'said'})
export class Said implements PipeTransform {
  private readonly language = inject(Language);

  transform(spoken: Spoken, t: Translate): Sentence {
    return sentence(t, this.language.code() === 'en', spoken);
  }
}
