import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {api, look, open, person, signIn} from './browser.mjs';

/** A job like the first one there is, by way of an image, which reads slowly until it is let go. */
async function slowJob(name) {
  const {jobs} = await api('GET', '/jobs?order=asc&limit=1');
  const {source, networks, target} = jobs[0].request;
  const limits = {bytesPerSecond: 1_000_000, parallelDisks: 1};
  const {id, planHash} = await api('POST', '/jobs', {name, source, target: {...target, storage: 'local'}, networks, road: 'UPLOAD', limits});
  await api('POST', `/jobs/${id}/start`, {planHash});
  return id;
}

const letGo = (job) => api('PATCH', `/jobs/${job}/limits`, {bytesPerSecond: 0});

async function ended(job) {
  for (let tries = 0; tries < 900; tries++) {
    const {status, failure} = await api('GET', '/jobs/' + job);
    if (['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(status)) {
      assert.equal(status, 'SUCCEEDED', failure?.message);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(job + ' does not end');
}

test('the first page shows what runs and how fast, and what has become of it; its image can be taken away', async (t) => {
  const job = await slowJob('e2e-views');
  const page = await open(t);
  await signIn(page, await person('ADMIN'), '/');
  await page.getByRole('heading', {name: 'Dashboard'}).waitFor();
  const running = page.getByRole('region', {name: 'Running migrations'}).getByRole('row').filter({hasText: 'e2e-views'});
  await running.getByText(/[0-9] %/).waitFor();
  await running.getByText(/[0-9]{2}:[0-9]{2}/).waitFor({timeout: 90_000}); // so long it measures before it foretells
  await page.locator('.throughput strong').filter({hasText: 'iB/s'}).waitFor();
  await look(page, 'dashboard');

  await letGo(job);
  await ended(job);
  await running.waitFor({state: 'detached'});
  await page.getByRole('link', {name: /Succeeded/}).click();
  await page.waitForURL(/\/jobs\?status=SUCCEEDED/);
  await page.getByRole('cell', {name: 'e2e-views', exact: true}).waitFor();

  await page.getByRole('link', {name: 'Artifacts'}).click();
  const {artifacts} = await api('GET', '/artifacts?job=' + job);
  const image = page.getByRole('row').filter({has: page.getByTitle(artifacts[0].name)});
  await image.getByText(/iB/).waitFor();
  await look(page, 'artifacts');
  await image.getByRole('button', {name: /Command to download/}).click();
  await page.getByRole('dialog').getByText('vmto artifact download ' + artifacts[0].name).waitFor();
  await look(page, 'artifacts-download');
  await page.keyboard.press('Escape');

  await image.getByRole('button', {name: /^Verify now/}).click();
  await image.getByText('The same').waitFor();
  await image.getByRole('button', {name: /^Show the manifest/}).click();
  const cells = page.getByRole('dialog').getByRole('slider');
  await cells.focus();
  await cells.and(page.locator('[aria-valuenow="1"]')).waitFor();
  assert.match(await cells.getAttribute('aria-valuetext'), / · copied and read again · pass 1 · SHA-256 [0-9a-f]{64}$/);
  await look(page, 'artifacts-manifest');
});

test('a viewer is offered no download, no licence to install and no audit', async (t) => {
  const page = await open(t);
  await signIn(page, await person('VIEWER'), '/artifacts');
  await page.getByRole('heading', {name: 'Artifacts'}).waitFor();
  assert.equal(await page.getByRole('button', {name: /Command/}).count(), 0);
  assert.equal(await page.getByRole('link', {name: 'Audit'}).count(), 0);
  await page.getByRole('link', {name: 'Licence'}).click();
  await page.getByText('Jobs at once').waitFor();
  assert.equal(await page.getByRole('button', {name: 'Install'}).count(), 0);
  await page.getByRole('link', {name: 'Dashboard'}).click();
  await page.getByText('Nothing needs you.').waitFor();
  await look(page, 'dashboard-viewer');
});

test('the audit is filtered by its address, tells of what is new, and is saved as it is shown', async (t) => {
  const page = await open(t);
  const somebody = await person('AUDITOR');
  await signIn(page, somebody, '/audit');
  await page.getByText('Live', {exact: true}).waitFor();
  await page.getByRole('button', {name: 'account.password-changed'}).first().waitFor();
  await look(page, 'audit');

  await page.getByRole('combobox', {name: 'Kind'}).selectOption('account.');
  await page.waitForURL(/type=account/);
  await page.getByRole('searchbox', {name: 'Who'}).fill(somebody.name);
  await page.keyboard.press('Enter');
  await page.waitForURL(/actor=/);
  await page.getByRole('row').nth(2).waitFor({state: 'detached'});
  await look(page, 'audit-filtered');

  const saved = page.waitForEvent('download');
  await page.getByRole('button', {name: 'Export CSV'}).click();
  const lines = readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n');
  assert.match(lines[0], /^position,at,actor,origin,type,/);
  assert.equal(lines.length, 2);
  assert.match(lines[1], new RegExp(`,${somebody.name},.*account.password-changed`));

  await page.getByRole('button', {name: 'account.password-changed'}).click();
  await page.getByRole('dialog').getByText('correlationId').waitFor();
  await look(page, 'audit-event');
  await page.keyboard.press('Escape');

  await page.getByRole('main').getByRole('button', {name: 'Show all'}).click();
  const {connections} = await api('GET', '/connections');
  await page.getByRole('button', {name: 'account.created'}).first().waitFor();
  await api('PATCH', `/connections/${connections[0].id}/limits`, {bytesPerSecond: 2e9});
  await page.getByRole('button', {name: /Show newer events/}).click();
  await page.getByRole('row').nth(1).getByRole('button', {name: 'connection.limited'}).waitFor();
});

test('a licence that is none is refused in words', async (t) => {
  const page = await open(t, {forgiven: /status of 4/});
  await signIn(page, await person('ADMIN'), '/licence');
  await page.getByText('Jobs at once').waitFor();
  await look(page, 'licence');
  await page.getByLabel('The licence, pasted').fill('no licence');
  await page.getByRole('button', {name: 'Install', exact: true}).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'licence-refused');
});

test('the same screens on a telephone', async (t) => {
  const page = await open(t, {width: 360, height: 740});
  await signIn(page, await person('ADMIN'), '/dashboard');
  for (const screen of ['dashboard', 'artifacts', 'audit', 'licence']) {
    await page.goto(new URL('/' + screen, page.url()).href);
    await page.locator('.panel, tbody tr, .licence').first().waitFor();
    await look(page, screen + '-360');
  }
});
