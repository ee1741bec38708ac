/** As {@code *transloco="let t"} gives it. */
export type Translate = (key: string, values?: Record<string, unknown>) => string;

/** What the server tells of a refusal, or of a finding: its code, or the name of its rule. */
interface Told {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The same in the language of the portal. */
export interface Said {
  readonly words: string;
  readonly remedy: string;
  /** What the server itself said, where these are not its words: it speaks English, and is more exact. */
  readonly original: string;
}

/** In the words of the portal where it has some for that code, else in those of the server. */
export function said(t: Translate, {code, message, remedy}: Told): Said {
  const key = 'server.' + code + '.words';
  const words = t(key);
  return words === key ? {words: message || t('failure.unreachable'), remedy, original: ''} : {words, remedy: t('server.' + code + '.remedy'), original: message};
}

/** In one line. */
export function saidInLine(t: Translate, told: Told): string {
  const {words, remedy, original} = said(t, told);
  return [words, remedy, original && `(${original})`].filter((part) => part !== '').join(' ');
}
