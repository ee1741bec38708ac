import {inject, Pipe, PipeTransform} from '@angular/core';
import {known, Language, Translate} from './language';

/** What the server says: of a failure, which has a code, of a finding, a check, or a job that does not go on. */
export interface Spoken {
  readonly code?: string | null;
  readonly rule?: string;
  readonly check?: string;
  readonly why?: string;
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

/** Under which our own sentence and remedy stand. */
function keys({code, rule, check, why}: Spoken): readonly [string, string] {
  if (code) {
    return ['said.' + code, 'saidRemedy.' + code];
  }
  if (rule) {
    return ['finding.' + rule, 'findingRemedy.' + rule];
  }
  return check ? ['checkSaid.' + check, 'checkRemedy.' + check] : ['stuckSaid.' + why, 'stuckRemedy.' + why];
}

/** In English the server's own words, where it had some; in other languages ours, with its own behind them. */
export function sentence(t: Translate, english: boolean, spoken: Spoken): Sentence {
  const {message, remedy = ''} = spoken;
  const [text, advice] = keys(spoken).map((key) => known(t, key, '')) as [string, string];
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
