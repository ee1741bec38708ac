import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import chinese from '../../i18n/zh-Hant.json';
import {said, saidInLine} from './said';

const ROOT = join(process.cwd(), '..');
const CODES = 'lib/contract/src/main/java/io/vmto/contract/error/ErrorCode.java';
const RULES = 'job-service/src/main/java/io/vmto/job/Preflight.java';

const source = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const found = (text: string, what: RegExp) => [...new Set([...text.matchAll(what)].map(([, name]) => name!))];

describe('what the server says', () => {
  const t = (key: string) => ({'server.UNREACHABLE.words': '無法連上對方。', 'server.UNREACHABLE.remedy': '檢查網路。'})[key] ?? key;

  it('is told as it is where the portal has no words of its own', () => {
    const told = {code: 'NEW_CODE', message: 'It broke.', remedy: 'Mend it.'};
    expect(said(t, told)).toEqual({words: 'It broke.', remedy: 'Mend it.', original: ''});
    expect(saidInLine(t, {...told, remedy: ''})).toBe('It broke.');
  });

  it('stands behind the words of the portal where there are some', () => {
    const told = {code: 'UNREACHABLE', message: 'vc-1 is gone.', remedy: 'Look.'};
    expect(said(t, told)).toEqual({words: '無法連上對方。', remedy: '檢查網路。', original: 'vc-1 is gone.'});
    expect(saidInLine(t, told)).toBe('無法連上對方。 檢查網路。 (vc-1 is gone.)');
  });

  it('has words in Chinese for every code and every rule of a check, and for nothing else', () => {
    const codes = found(source(CODES), /^ {2}([A-Z_]+)\([A-Z_]+\)[,;]$/gm);
    const rules = found(source(RULES), /^ +"([a-z]+(?:-[a-z]+)+)",$/gm);
    expect(codes.length).toBeGreaterThan(50);
    expect(rules.length).toBeGreaterThan(15);
    expect(Object.keys(chinese.server).toSorted()).toEqual([...codes, ...rules].toSorted());
  });
});
