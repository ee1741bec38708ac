import assert from 'node:assert/strict';
import {test} from 'node:test';
import {api, look, newcomer, open, person, signIn} from './browser.mjs';

const {VMTO_URL: url} = process.env;
const row = (page, name) => page.getByRole('row').filter({hasText: name});

test('an account is made with a password that is told once, changed, reset, disabled and enabled', async (t) => {
  const page = await open(t);
  await signIn(page, await person('ADMIN'), '/people/accounts');
  const name = 'made-' + Math.random().toString(36).slice(2, 8);
  await page.getByRole('button', {name: 'New account…'}).click();
  await page.getByRole('textbox', {name: 'Name'}).fill(name);
  await page.getByLabel('Operator').check();
  await look(page, 'people-new');
  await page.getByRole('button', {name: 'Create account'}).click();
  const password = await page.locator('.secret code').textContent();
  await look(page, 'people-password');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.secret').count(), 1, 'a secret is not lost by one key');
  await page.getByRole('button', {name: 'I have kept it'}).click();
  await api('POST', '/session', {name, password});
  await row(page, name).getByText('First sign-in pending').waitFor();
  await look(page, 'people-accounts');

  await page.getByRole('link', {name}).click();
  await page.getByRole('button', {name: 'Change roles…'}).click();
  await page.getByLabel('Auditor').check();
  await look(page, 'people-roles');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByRole('listitem').filter({hasText: 'Auditor'}).waitFor();
  await page.getByRole('button', {name: 'Reset password…'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Reset password'}).click();
  assert.notEqual(await page.locator('.secret code').textContent(), password);
  await page.getByRole('button', {name: 'I have kept it'}).click();
  await page.getByRole('button', {name: 'Disable'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Disable'}).click();
  await page.getByRole('main').getByText('Disabled').waitFor();
  await look(page, 'people-account');
  await page.getByRole('button', {name: 'Enable'}).click();
  await page.getByRole('button', {name: 'Disable'}).waitFor();
});

test('a name that is taken is refused in words, and what was filled in stays', async (t) => {
  const {name} = await newcomer('VIEWER');
  const page = await open(t, {forgiven: /409/});
  await signIn(page, await person('ADMIN'), '/people/accounts');
  await page.getByRole('button', {name: 'New account…'}).click();
  await page.getByRole('textbox', {name: 'Name'}).fill(name);
  await page.getByLabel('Viewer').check();
  await page.getByRole('button', {name: 'Create account'}).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  assert.equal(await page.getByRole('textbox', {name: 'Name'}).inputValue(), name);
  await look(page, 'people-taken');
});

test('a viewer makes a key, uses it, and revokes it', async (t) => {
  const page = await open(t, {permissions: ['clipboard-read', 'clipboard-write']});
  await signIn(page, await person('VIEWER'), '/people');
  await page.getByText('Keys let programs in').waitFor();
  assert.equal(new URL(page.url()).pathname, '/people/keys');
  await look(page, 'keys-none');
  await page.getByRole('button', {name: 'New key…'}).click();
  await page.getByRole('textbox', {name: 'Name'}).fill('nightly');
  await look(page, 'keys-new');
  await page.getByRole('button', {name: 'Create key'}).click();
  await page.getByRole('button', {name: 'Copy'}).click();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  const {permissions} = await api('GET', '/me', undefined, key);
  assert.deepEqual(permissions, ['VIEW']);
  await page.getByRole('button', {name: 'I have kept it'}).click();
  await row(page, 'nightly').waitFor();
  await look(page, 'keys');
  await page.setViewportSize({width: 360, height: 740});
  await look(page, 'keys-360');
  await page.setViewportSize({width: 1440, height: 900});
  await page.getByRole('button', {name: 'Revoke nightly'}).click();
  await page.getByLabel(/^\s*Type/).fill('nightly');
  await look(page, 'keys-revoke');
  await page.getByRole('dialog').getByRole('button', {name: 'Revoke'}).click();
  await page.getByText('Keys let programs in').waitFor();
  await assert.rejects(() => api('GET', '/me', undefined, key), /401/);
});

test('somebody finds their own account on a telephone', async (t) => {
  const page = await open(t, {width: 360, height: 740});
  const {name, password} = await person('ADMIN');
  await signIn(page, {name, password});
  await page.goto(url + '/people/accounts');
  await page.getByRole('link', {name}).click();
  await page.getByText('This is you.').waitFor();
  await look(page, 'people-account-360');
});
