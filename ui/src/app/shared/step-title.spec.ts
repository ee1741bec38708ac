import en from '../../i18n/en.json';
import {stepTitle} from './step-title';

const texts: Record<string, string> = en.step;
const t = (key: string, values: Record<string, unknown> = {}) =>
  (texts[key.replace('step.', '')] ?? key).replace(/\{\{(\w+)}}/, (_all, name: string) => String(values[name]));

describe('what a job in a list does', () => {
  it('is said in the words of the job page', () => {
    expect(stepTitle(t, {step: 'Reserve the machine on pve1', stepKind: 'ReserveVm', stepDisk: ''})).toBe('Reserve the machine on the target');
    expect(stepTitle(t, {step: 'Copy disk 2000', stepKind: 'CopyDisk', stepDisk: 'Hard disk 1'})).toBe('Copy Hard disk 1');
  });

  it('is what the server says where nobody knows it', () => {
    expect(stepTitle(t, {step: 'Sing a song', stepKind: 'SingSong', stepDisk: ''})).toBe('Sing a song');
  });

  it('is nothing where it rests', () => expect(stepTitle(t, {step: '', stepKind: '', stepDisk: ''})).toBe(''));
});
