import {APP_BASE_HREF} from '@angular/common';
import {ApplicationConfig, isDevMode, provideZonelessChangeDetection} from '@angular/core';
import {provideRouter, TitleStrategy, withComponentInputBinding} from '@angular/router';
import {provideTransloco} from '@jsverse/transloco';
import {LANGUAGES, Texts} from './core/language';
import {Titles} from './core/titles';
import {routes} from './screens';

export const config: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    {provide: APP_BASE_HREF, useValue: '/'}, // the page has no <base>, which the policy forbids
    provideRouter(routes, withComponentInputBinding()),
    {provide: TitleStrategy, useExisting: Titles},
    provideTransloco({
      config: {
        availableLangs: [...LANGUAGES],
        defaultLang: 'en',
        fallbackLang: 'en',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: Texts,
    }),
  ],
};
