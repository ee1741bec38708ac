import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {api, look, open, person, signIn, stranger} from './browser.mjs';

const {VMTO_URL: url} = process.env;

test('somebody changes their own password', async (t) => {
  const {name, password} = await stranger('VIEWER');
  const page = await open(t);
  await signIn(page, {name, password}, '/settings');
  await page.getByRole('heading', {name}).waitFor();
  await look(page, 'settings-profile');
  await page.getByRole('button', {name: 'Choose a new one…'}).click();
  await page.getByLabel('Present password').fill(password);
  await page.getByLabel('New password, at least 12 characters').fill('quite another password');
  await page.getByLabel('New password again').fill('quite another password');
  await look(page, 'settings-password');
  await page.getByRole('button', {name: 'Change password'}).click();
  await page.getByText('The password was changed.').waitFor();
  await api('POST', '/session', {name, password: 'quite another password'});
});

test('preferences count at once and stay', async (t) => {
  const page = await open(t);
  await signIn(page, await person('VIEWER'), '/settings/preferences');
  await look(page, 'settings-preferences');
  await page.getByRole('radio', {name: 'Compact'}).check();
  await page.getByRole('radio', {name: 'UTC', exact: true}).check();
  await page.getByRole('radio', {name: 'Dark'}).check();
  await page.getByRole('radio', {name: '繁體中文'}).check();
  await page.getByRole('heading', {name: '設定'}).waitFor();
  await page.goto(url + '/jobs');
  const row = page.getByRole('row').filter({hasText: 'e2e-one'});
  await row.waitFor();
  assert.equal(Math.round((await row.boundingBox()).height), 28);
  await look(page, 'jobs-compact');
});

test('a configuration is taken out and put in after a trial', async (t) => {
  const page = await open(t);
  await signIn(page, await person('ADMIN'), '/settings/configuration');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'Download'}).click()]);
  const taken = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.equal(taken.version, 1);
  assert.ok(taken.connections.length >= 2);

  await page.getByLabel('Document').fill('{"version": 1,');
  await page.getByRole('button', {name: 'Try it'}).click();
  await page.getByText('This is not one JSON object.').waitFor();
  const name = 'lab-' + Math.random().toString(36).slice(2, 8);
  const fresh = {...taken.connections[0], name, secret: 'only for this test'};
  const keyless = {...taken.connections[0], name: name + '-b'};
  await page.getByLabel('Document').fill(JSON.stringify({...taken, connections: [...taken.connections, fresh, keyless]}, null, 2));
  await page.getByRole('button', {name: 'Try it'}).click();
  const row = (text) => page.getByRole('row').filter({has: page.getByRole('cell', {name: text, exact: true})});
  await row(name).getByText('Would be made').waitFor();
  await row(name + '-b').getByText('Needs its secret').waitFor();
  await look(page, 'settings-configuration');
  await page.getByRole('button', {name: 'Make what is missing (1)'}).click();
  await row(name).getByText('Made', {exact: true}).waitFor();
  await page.setViewportSize({width: 360, height: 740});
  await look(page, 'settings-configuration-360');
  const {connections} = await api('GET', '/connections');
  await api('DELETE', '/connections/' + connections.find((one) => one.name === name).id);
});

test('what this is made of', async (t) => {
  const page = await open(t);
  await signIn(page, await person('VIEWER'), '/settings/about');
  await page.getByText('Version').waitFor();
  await look(page, 'settings-about');
});
