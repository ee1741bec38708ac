// A real browser in front of a real server: VMTO_URL, VMTO_TOKEN (of its data folder), and Chromium where it is not in /usr/bin.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after} from 'node:test';
import {chromium} from 'playwright-core';

const {VMTO_URL: url, VMTO_TOKEN: token, CHROMIUM: executablePath = '/usr/bin/chromium'} = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = new URL('../target/screenshots/', import.meta.url).pathname;

/** Asks the API as the installation itself, or with the token of somebody's session. */
export async function api(method, path, body, bearer = token) {
  const answer = await fetch(url + '/api/v1' + path, {
    method,
    headers: {Authorization: 'Bearer ' + bearer, 'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** A job like the first one there is, that nobody has started. */
export async function waiting(name) {
  const {jobs} = await api('GET', '/jobs?order=asc&limit=1');
  const {source, target, networks} = jobs[0].request;
  return api('POST', '/jobs', {name, source, target, networks});
}

/** Somebody new, with the password that is good for one sign-in. */
export async function newcomer(...roles) {
  const name = 'e2e-' + Math.random().toString(36).slice(2, 8);
  const {password} = await api('POST', '/accounts', {name, roles});
  return {name, password};
}

const known = new Map();

/** Somebody who has chosen a password already; the same one for the same roles, since hashing a password takes its time. */
export function person(...roles) {
  const key = roles.join();
  known.has(key) || known.set(key, stranger(...roles));
  return known.get(key);
}

/** The same, but nobody else knows them. */
export async function stranger(...roles) {
  const first = await newcomer(...roles);
  const {accessToken} = await api('POST', '/session', first);
  const password = 'a password for e2e';
  await api('PUT', '/me/password', {current: first.password, password}, accessToken);
  return {name: first.name, password};
}

/** One for all tests of a file, started when the first one needs it; the bench, which is no test, closes its own. */
let browser;

export async function close() {
  await (await browser)?.close();
}

if (process.env.NODE_TEST_CONTEXT) {
  after(close);
}

/** A page that must not complain, except of what is forgiven. */
export async function open(t, {width = 1440, height = 900, forgiven = /^$/, ...options} = {}) {
  browser ??= chromium.launch({executablePath, args: ['--no-sandbox']});
  const context = await (await browser).newContext({viewport: {width, height}, locale: 'en-GB', reducedMotion: 'reduce', ...options});
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !forgiven.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  return page;
}

export async function signIn(page, {name, password}, to = '/jobs') {
  await page.goto(url + to);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByRole('button', {name: 'Sign out'}).waitFor();
}

const dressed = (page) =>
  page.evaluate(() => {
    const {lang, dataset} = document.documentElement;
    return {language: lang, theme: dataset.theme === 'dark' ? 'dark' : 'light'};
  });

/** Turns language and theme by the top bar's switches; nothing else changes, not even the focus. */
export async function dress(page, wanted) {
  const now = await dressed(page);
  await page.evaluate(
    ([language, theme]) => {
      const press = (button) => document.querySelector(`.switches ${button}`).click();
      language && press('[lang]');
      theme && press('.icon');
    },
    [now.language !== wanted.language, now.theme !== wanted.theme],
  );
  const name = wanted.language === 'en' ? 'Light or dark' : '淺色或深色';
  await page.locator(`.switches [aria-label="${name}"]`).waitFor({state: 'attached'});
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Asks axe whether everybody can use what is there. */
async function usable(page, name, runOnly) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(axe);
  }
  const {violations} = await page.evaluate((runOnly) => globalThis.axe.run({runOnly, resultTypes: ['violations']}), runOnly);
  const told = violations.map(({id, help, nodes}) => `${id}: ${help}\n  ${nodes.map(({html}) => html.slice(0, 160)).join('\n  ')}`);
  assert.deepEqual(told, [], name);
}

/** What axe is asked of each; on a telephone the first two are enough. */
const LOOKS = [
  {language: 'en', theme: 'light', asked: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  {language: 'zh-Hant', theme: 'dark', asked: ['color-contrast']},
  {language: 'zh-Hant', theme: 'light', asked: []},
  {language: 'en', theme: 'dark', asked: []},
];

/** Keeps pictures of what is there, in both themes and languages, of which none may be wider than its window. */
export async function look(page, name) {
  mkdirSync(shots, {recursive: true});
  const before = await dressed(page);
  for (const {language, theme, asked} of page.viewportSize().width < 600 ? LOOKS.slice(0, 2) : LOOKS) {
    const shot = [name, language, theme].join('.');
    await dress(page, {language, theme});
    await page.screenshot({path: shots + shot + '.png'});
    if (asked.length > 0) {
      await usable(page, shot, asked);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${shot} is ${overflow} px too wide`);
  }
  await dress(page, before);
  assert.deepEqual(page.complaints, [], name);
}
