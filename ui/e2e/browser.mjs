// A real browser in front of a real server: VMTO_URL, VMTO_TOKEN (of its data folder), and Chromium where it is not in /usr/bin.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
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

/** Somebody new, with the password that is good for one sign-in. */
export async function newcomer(...roles) {
  const name = 'e2e-' + Math.random().toString(36).slice(2, 8);
  const {password} = await api('POST', '/accounts', {name, roles});
  return {name, password};
}

/** Somebody who has chosen a password already. */
export async function person(...roles) {
  const first = await newcomer(...roles);
  const {accessToken} = await api('POST', '/session', first);
  const password = 'a password for e2e';
  await api('PUT', '/me/password', {current: first.password, password}, accessToken);
  return {name: first.name, password};
}

/** A page that must not complain, except of what is forgiven. */
export async function open(t, {width = 1440, height = 900, forgiven = /^$/, ...options} = {}) {
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
  t.after(() => browser.close());
  const context = await browser.newContext({viewport: {width, height}, locale: 'en-GB', reducedMotion: 'reduce', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !forgiven.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  return page;
}

/** As somebody sees it who reads Chinese, and the dark. */
export async function turn(page, {language, theme}) {
  await page.evaluate(([code, name]) => {
    localStorage.setItem('vmto.language', code);
    localStorage.setItem('vmto.theme', name);
  }, [language, theme]);
  await page.reload();
  await page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor({state: 'attached'});
  await page.locator('main h1').waitFor();
}

export async function signIn(page, {name, password}, to = '/jobs') {
  await page.goto(url + to);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByRole('button', {name: 'Sign out'}).waitFor();
}

/** Keeps a picture of what is there and asks axe whether everybody can use it. */
export async function look(page, name) {
  mkdirSync(shots, {recursive: true});
  await page.screenshot({path: shots + name + '.png'});
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() =>
    globalThis.axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}),
  );
  const told = violations.map(({id, help, nodes}) => `${id}: ${help}\n  ${nodes.map(({html}) => html.slice(0, 160)).join('\n  ')}`);
  assert.deepEqual(told, [], name);
  assert.deepEqual(page.complaints, [], name);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${name} is ${overflow} px too wide`);
}
