import en from '../../i18n/en.json';
import {stepTitle} from './step-title';

const texts: Record<string, string> = en.step;
const t = (key: string, values: Record<string, unknown> = {}) =>
  (key === 'disk.named' ? en.disk.named : texts[key.replace('step.', '')]!).replace(/\{\{(\w+)}}/, (_all, name: string) => String(values[name]));

describe('the title of a step in a list', () => {
  it('is said in the words of the job page', () => {
    expect(stepTitle(t, 'Reserve the machine on pve1')).toBe('Reserve the machine on the target');
    expect(stepTitle(t, 'Copy disk 2000')).toBe('Copy disk 2000');
    expect(stepTitle(t, 'Upload and import')).toBe('Give the disks to the target');
    expect(stepTitle(t, 'Verify')).toBe('Verify');
  });

  it('stays where nobody knows it', () => expect(stepTitle(t, 'Sing a song')).toBe('Sing a song'));
});
