import {TestBed} from '@angular/core/testing';
import {provideTransloco} from '@jsverse/transloco';
import chinese from '../../i18n/zh-Hant.json';
import en from '../../i18n/en.json';
import {Why} from '../shared/why';
import {Language, LANGUAGES, Texts} from './language';
import {sentence} from './said';

const texts = {
  'said.TARGET_FULL': 'Kein Platz.',
  'saidRemedy.TARGET_FULL': 'Platz machen.',
  'finding.no-disks': 'Keine Platten.',
  'findingRemedy.no-disks': 'Eine andere nehmen.',
  'failure.unreachable': 'Keine Antwort.',
};
const t = (key: string) => (texts as Record<string, string>)[key] ?? key;
const full = {code: 'TARGET_FULL', message: 'Storage nfs is full.', remedy: 'Free 3 GiB on it.'};

describe('what the server said', () => {
  it('stands as it is in English', () => {
    expect(sentence(t, true, full)).toEqual({message: full.message, remedy: full.remedy, own: '', lang: null});
  });

  it('stands behind ours in another language', () => {
    expect(sentence(t, false, full)).toEqual({
      message: 'Kein Platz.',
      remedy: 'Platz machen.',
      own: 'Storage nfs is full. Free 3 GiB on it.',
      lang: null,
    });
    expect(sentence(t, false, {rule: 'no-disks', message: 'vm has no disks.', remedy: 'Choose another.'})).toEqual({
      message: 'Keine Platten.',
      remedy: 'Eine andere nehmen.',
      own: 'vm has no disks. Choose another.',
      lang: null,
    });
  });

  it('is found by the check it is about, or by why a job does not go on', () => {
    const late = {check: 'processor', message: 'It lags behind.', remedy: ''};
    expect(sentence((key) => (key === 'checkSaid.processor' ? 'Zu spät.' : key), false, late).message).toBe('Zu spät.');
    const alone = {why: 'NO_WORKER', message: 'No worker has it.'};
    expect(sentence((key) => (key === 'stuckSaid.NO_WORKER' ? 'Niemand.' : key), false, alone).message).toBe('Niemand.');
    expect(sentence(t, false, {...alone, why: 'HELD', code: 'TARGET_FULL'}).message).toBe('Kein Platz.');
  });

  it('stands alone, marked as English, where its code is not known', () => {
    const strange = {code: 'HTTP_418', message: 'A teapot.'};
    expect(sentence(t, false, strange)).toEqual({message: 'A teapot.', remedy: '', own: '', lang: 'en'});
  });

  it('is ours where it said nothing', () => {
    expect(sentence(t, true, {code: 'TARGET_FULL', message: ''})).toEqual({message: 'Kein Platz.', remedy: 'Platz machen.', own: '', lang: null});
    expect(sentence(t, false, {code: 'HTTP_502', message: ''}).message).toBe('Keine Antwort.');
  });

  it('changes with the language while it is shown', async () => {
    TestBed.configureTestingModule({
      providers: [provideTransloco({config: {availableLangs: [...LANGUAGES], defaultLang: 'en', reRenderOnLangChange: true}, loader: Texts})],
    });
    const language = TestBed.inject(Language);
    language.code.set('en');
    const shown = TestBed.createComponent(Why);
    shown.componentRef.setInput('failure', full);
    const page = shown.nativeElement as HTMLElement;
    await vi.waitFor(async () => {
      await shown.whenStable();
      expect(page.textContent).toContain(full.message);
    });
    expect(page.querySelector('[lang]')).toBeNull();
    language.code.set('zh-Hant');
    await vi.waitFor(async () => {
      await shown.whenStable();
      expect(page.textContent).toContain(chinese.said.TARGET_FULL);
    });
    expect(page.querySelector('[lang=en]')?.textContent).toBe(full.message + ' ' + full.remedy);
    expect(page.textContent).not.toContain(en.said.TARGET_FULL);
  });
});
