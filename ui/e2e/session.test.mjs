import assert from 'node:assert/strict';
import {test} from 'node:test';
import {look, newcomer, open} from './browser.mjs';

const {VMTO_URL: url} = process.env;

test('a wrong password is refused in words, the first one has to be changed, then the portal opens', async (t) => {
  const {name, password} = await newcomer('VIEWER');
  const page = await open(t);
  await page.goto(url + '/connections');
  await look(page, 'sign-in');

  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByRole('alert').waitFor();
  page.complaints.length = 0; // the browser itself notes the 401

  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByLabel('New password, at least 12 characters').fill('correct horse battery');
  await page.getByLabel('New password again').fill('correct horse battery');
  await look(page, 'first-password');
  await page.getByRole('button', {name: 'Change password'}).click();

  await page.getByRole('heading', {name: 'Connections'}).waitFor();
  assert.equal(new URL(page.url()).pathname, '/connections');
  await page.reload();
  await page.getByRole('heading', {name: 'Connections'}).waitFor();
  await page.getByRole('button', {name: 'Sign out'}).click();
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await page.goto(url + '/jobs');
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
});
