import {ChangeDetectionStrategy, Component, inject} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Density} from '../core/density';
import {Language} from '../core/language';
import {Theme} from '../core/theme';
import {Time} from '../core/time';
import {Choice} from './choice';

/** How the portal looks to somebody in this browser. */
@Component({
  imports: [Choice, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {class: 'part scrolling'},
  template: `
    <section class="panel narrow" *transloco="let t">
      <p class="quiet">{{ t('preferences.words') }}</p>
      <vmto-choice [name]="t('preferences.language')" [setting]="language.code" [options]="languages" />
      <vmto-choice
        [name]="t('preferences.theme')"
        [setting]="theme.name"
        [options]="[
          {value: 'system', text: t('preferences.system')},
          {value: 'light', text: t('preferences.light')},
          {value: 'dark', text: t('preferences.dark')},
        ]"
      />
      <vmto-choice
        [name]="t('preferences.zone')"
        [setting]="time.zone"
        [options]="[
          {value: 'local', text: t('preferences.local', {zone})},
          {value: 'utc', text: t('zone.utc')},
        ]"
      />
      <vmto-choice
        [name]="t('preferences.density')"
        [setting]="density.name"
        [options]="[
          {value: 'comfortable', text: t('preferences.comfortable')},
          {value: 'compact', text: t('preferences.compact')},
        ]"
      />
    </section>
  `,
})
export class Preferences {
  protected readonly language = inject(Language);
  protected readonly theme = inject(Theme);
  protected readonly time = inject(Time);
  protected readonly density = inject(Density);
  protected readonly zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** Each in its own words, so that whoever reads only one finds it. */
  protected readonly languages = [
    {value: 'en', text: 'English', lang: 'en'},
    {value: 'zh-Hant', text: '繁體中文', lang: 'zh-Hant'},
  ] as const;
}
