import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import en from '../i18n/en.json';
import chinese from '../i18n/zh-Hant.json';

const APP = join(process.cwd(), 'src/app');
const CODES = '../lib/contract/src/main/java/io/vmto/contract/error/ErrorCode.java';
const HEALTH = '../gateway/src/main/java/io/vmto/gateway/operations/Health.java';
const STUCK = '../gateway/src/main/java/io/vmto/gateway/operations/StuckJobs.java';
const RULES = '../job-service/src/main/java/io/vmto/job';

function keys(texts: object, under = ''): string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [under + name] : keys(value as object, under + name + '.'),
  );
}

/** What the server can refuse with. */
function codes(): string[] {
  return [...readFileSync(CODES, 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+)\(/gm)].map((found) => found[1]!);
}

/** What a check of a migration can find. */
function rules(): string[] {
  const sources = readdirSync(RULES, {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.java'))
    .map((file) => readFileSync(join(RULES, file), 'utf8'))
    .join('\n');
  return [...sources.matchAll(/(?:Severity\.[A-Z]+,|\bblock\()\s*"([a-z-]+)"/g)].map((found) => found[1]!);
}

/** What the state of an installation is checked by. */
function checks(): string[] {
  return [...readFileSync(HEALTH, 'utf8').matchAll(/(?:new Check|look|room)\(\s*"([a-z-]+)"|"([a-z]+)\."/g)].map(
    ([, whole, begun]) => whole ?? begun!,
  );
}

/** Why a job does not go on. */
function reasons(): string[] {
  return /enum Hindrance \{([^}]+)}/.exec(readFileSync(STUCK, 'utf8'))![1]!.match(/\w+/g)!;
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

  it('are the same ones in both languages', () => expect(keys(chinese).toSorted()).toEqual(keys(en).toSorted()));

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

  it('have a sentence and a remedy for every code of a failure, and for no other', () => {
    expect(Object.keys(en.said).toSorted()).toEqual(codes().toSorted());
    expect(Object.keys(en.saidRemedy).toSorted()).toEqual(codes().toSorted());
  });

  it('have them for every rule of a finding, and for no other', () => {
    expect(Object.keys(en.finding).toSorted()).toEqual(rules().toSorted());
    expect(Object.keys(en.findingRemedy).toSorted()).toEqual(rules().toSorted());
  });

  it('have them for every check of an installation, and for no other', () => {
    expect(Object.keys(en.checkSaid).toSorted()).toEqual([...new Set(checks())].toSorted());
    expect(Object.keys(en.checkRemedy).toSorted()).toEqual(Object.keys(en.checkSaid).toSorted());
  });

  it('have them for everything that keeps a job, and for nothing else', () => {
    expect(Object.keys(en.stuckSaid).toSorted()).toEqual(reasons().toSorted());
    expect(Object.keys(en.stuckRemedy).toSorted()).toEqual(reasons().toSorted());
  });
});
