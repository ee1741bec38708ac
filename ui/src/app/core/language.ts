import {effect, inject, Injectable} from '@angular/core';
import {Translation, TranslocoLoader, TranslocoService} from '@jsverse/transloco';
import {setting} from './settings';

export const LANGUAGES = ['en', 'zh-Hant'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

/** As {@code *transloco="let t"} gives it. */
export type Translate = (key: string, values?: Record<string, unknown>) => string;

/** The text where there is one, else what stands for it. */
export function known(t: Translate, key: string, otherwise: string, values?: Record<string, unknown>): string {
  const text = t(key, values);
  return text === key ? otherwise : text;
}

/** Fetches the texts of one language when it is first wanted. */
@Injectable({providedIn: 'root'})
export class Texts implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    return language === 'zh-Hant'
      ? (await import('../../i18n/zh-Hant.json')).default
      : (await import('../../i18n/en.json')).default;
  }
}

/** The language of the portal: chosen, else the browser's. */
@Injectable({providedIn: 'root'})
export class Language {
  private readonly texts = inject(TranslocoService);
  readonly code = setting<LanguageCode>(
    'language',
    LANGUAGES,
    navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hant' : 'en',
  );

  constructor() {
    effect(() => {
      this.texts.setActiveLang(this.code());
      document.documentElement.lang = this.code();
    });
  }
}
