import assert from 'node:assert/strict';
import {test} from 'node:test';
import {api, look, open, person, signIn} from './browser.mjs';
import {relay} from './relay.mjs';

const row = (page, name) => page.getByRole('row').filter({hasText: name});

test('the list of jobs is filtered by its address, changes by itself, and takes orders for many', async (t) => {
  const page = await open(t);
  await signIn(page, await person('OPERATOR'));
  await page.getByText('Live', {exact: true}).waitFor();
  await row(page, 'e2e-one').getByText('Created').waitFor();
  await look(page, 'jobs');

  await page.getByRole('combobox', {name: 'State'}).selectOption('RESUMING');
  await page.getByText('No job is like that.').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('status'), 'RESUMING');
  await look(page, 'jobs-none');
  await page.getByRole('main').getByRole('button', {name: 'Show all'}).first().click();

  await page.getByLabel('Select all rows').check();
  await page.getByRole('button', {name: /^Cancel/}).click();
  await look(page, 'jobs-cancel');
  await page.getByRole('dialog').getByRole('button', {name: /^Cancel/}).click();
  await page.getByText('accepted').first().waitFor();
  await row(page, 'e2e-one').getByText('Cancelled').waitFor();
  await look(page, 'jobs-cancelled');
});

test('a viewer sees jobs and is offered no orders', async (t) => {
  const page = await open(t);
  await signIn(page, await person('VIEWER'));
  await page.getByLabel('Select all rows').check();
  assert.equal(await page.getByRole('button', {name: /^(Pause|Cancel)/}).count(), 0);
});

test('language, theme and zone are switched while it runs, and stay', async (t) => {
  const page = await open(t);
  await signIn(page, await person('VIEWER'));
  await page.getByRole('button', {name: '繁體中文'}).click();
  await page.getByRole('heading', {name: '遷移工作'}).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hant');
  await page.getByRole('button', {name: '淺色或深色'}).click();
  await page.getByRole('button', {name: '本地'}).click();
  await page.reload();
  await page.getByRole('heading', {name: '遷移工作'}).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.getByRole('button', {name: 'UTC'}).waitFor();
  await page.getByRole('link', {name: '連線'}).click();
  await page.getByRole('cell', {name: 'VMware vSphere'}).waitFor();
});

test('everything is there on a telephone and by the keyboard', async (t) => {
  const page = await open(t, {width: 360, height: 740});
  await signIn(page, await person('OPERATOR'));
  await row(page, 'e2e-one').waitFor();
  await look(page, 'jobs-360');
  await page.getByRole('button', {name: 'Menu'}).click();
  await look(page, 'menu-360');
  await page.getByRole('link', {name: 'Connections'}).click();
  await page.getByText('vcenter').first().waitFor();
  await look(page, 'connections-360');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Next row').waitFor();
  await look(page, 'keys-360');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('guest');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/jobs\?machine=guest/);
});

test('a feed that breaks off is said, and what was missed comes with the next connection', async (t) => {
  const {proxy, cut, mend} = await relay(t);
  const page = await open(t, {proxy, forgiven: /net::ERR_/});
  await signIn(page, await person('OPERATOR'));
  await page.getByText('Live', {exact: true}).waitFor();
  await look(page, 'jobs-live'); // so that the texts of both languages are here before the server is gone
  cut();
  await page.getByText(/The live feed was lost/).waitFor();
  await look(page, 'jobs-stale');
  const {connections} = await api('GET', '/connections');
  await api('PATCH', `/connections/${connections[0].id}/limits`, {bytesPerSecond: 1e9});
  mend();
  await page.getByText(/caught up; events missed: 1/).waitFor();
});
