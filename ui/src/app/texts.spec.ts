import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import en from '../i18n/en.json';
import chinese from '../i18n/zh-Hant.json';

const APP = join(process.cwd(), 'src/app');

function keys(texts: object, under = ''): string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [under + name] : keys(value as object, under + name + '.'),
  );
}

/** All that a screen can say, as it stands in the sources: whole keys, and beginnings of made ones. */
function used(): {whole: Set<string>; begun: Set<string>} {
  const sources = readdirSync(APP, {recursive: true, encoding: 'utf8'})
    .filter((file) => /\.(ts|html)$/.test(file) && !/\.(spec|generated)\.ts$/.test(file))
    .map((file) => readFileSync(join(APP, file), 'utf8'))
    .join('\n');
  const quoted = [...sources.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z_]+)+)'/g)].map((found) => found[1]!);
  const begun = [...sources.matchAll(/'((?:[a-z][A-Za-z]*\.)+)' \+/g)].map((found) => found[1]!);
  const groups = new Set(keys(en).map((key) => key.split('.')[0]));
  const ours = (all: string[]) => new Set(all.filter((key) => groups.has(key.split('.')[0])));
  return {whole: ours(quoted), begun: ours(begun)};
}

describe('the texts', () => {
  const {whole, begun} = used();

  it('are the same ones in both languages, but for what the server says in English', () =>
    expect(keys(chinese).filter((key) => !key.startsWith('server.')).toSorted()).toEqual(keys(en).toSorted()));

  it('name the same values in both languages', () => {
    const values = (texts: unknown) => JSON.stringify(texts).match(/\{\{\w+}}/g)?.toSorted();
    for (const group of Object.keys(en) as (keyof typeof en)[]) {
      expect(values(chinese[group])).toEqual(values(en[group]));
    }
  });

  it('are all there', () => {
    expect(whole.size).toBeGreaterThan(50);
    expect([...whole].filter((key) => !keys(en).includes(key))).toEqual([]);
    expect([...begun].filter((start) => !keys(en).some((key) => key.startsWith(start)))).toEqual([]);
  });

  it('are all said somewhere', () => {
    const said = (key: string) => whole.has(key) || [...begun].some((start) => key.startsWith(start));
    expect(keys(en).filter((key) => !said(key))).toEqual([]);
  });
});
