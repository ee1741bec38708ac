import assert from 'node:assert/strict';
import {test} from 'node:test';
import {api, look, open, person, signIn} from './browser.mjs';
import {heading, next} from './migrate.mjs';

test('a first migration takes less than ten clicks after the sign-in, and comes to its end', async (t) => {
  const page = await open(t);
  await signIn(page, await person('OPERATOR'));
  await page.evaluate(() => {
    globalThis.clicks = 0;
    addEventListener('pointerdown', () => globalThis.clicks++, true);
  });
  await page.getByRole('link', {name: 'Migrate', exact: true}).click();
  await page.getByLabel('print-server').click();
  await look(page, 'migrate-1-machine');
  await next(page).click();
  await heading(page, 'Where does it go?').waitFor();
  assert.ok(await page.getByLabel('shared', {exact: true}).isChecked(), 'a storage by which a copy can be proven comes first');
  await look(page, 'migrate-2-target');
  await next(page).click();
  assert.ok(await next(page).isDisabled(), 'nobody said yet where Lab Net is to go');
  await look(page, 'migrate-3-networks');
  await page.getByRole('group', {name: 'Lab Net'}).getByLabel('vmbr0').click();
  await next(page).click();
  await heading(page, 'How is it moved?').waitFor();
  await look(page, 'migrate-4-how');
  await next(page).click();
  await page.getByText('Nothing stands in the way').waitFor();
  await look(page, 'migrate-5-check');
  await next(page).click();
  await page.getByText(/^[0-9a-f]{64}$/).waitFor();
  await page.getByRole('row', {name: /Network card 1 .*net0: e1000e=/}).waitFor();
  await look(page, 'migrate-6-plan');
  const hash = await page.getByText(/^[0-9a-f]{64}$/).textContent();
  await page.getByRole('button', {name: 'Create and start'}).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
  const clicks = await page.evaluate(() => globalThis.clicks);
  t.diagnostic(`clicks after the sign-in: ${clicks}`);
  assert.ok(clicks < 10, `${clicks} clicks`);

  const id = new URL(page.url()).pathname.split('/').at(-1);
  assert.equal((await api('GET', '/jobs/' + id)).planHash, hash);
  await page.getByRole('navigation').getByRole('link', {name: 'Jobs', exact: true}).click();
  const row = page.getByRole('row').filter({hasText: 'print-server'}).first();
  await row.getByText('Succeeded').waitFor({timeout: 240_000});
  await row.getByText('Proven').waitFor();
});

test('the wizard is preset by its address, worked by keys, and survives a reload', async (t) => {
  const page = await open(t);
  await signIn(page, await person('OPERATOR'), '/migrate?source=vcenter&machine=mail-gw');
  await page.getByLabel('mail-gw').waitFor();
  assert.ok(await page.getByLabel('mail-gw').isChecked());
  await page.getByRole('main').focus();
  await page.keyboard.press('Enter');
  await heading(page, 'Where does it go?').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Where does it go?');
  await page.keyboard.press('Escape');
  await heading(page, 'Which machine is to be moved?').waitFor();
  await page.keyboard.press('Enter');
  await heading(page, 'Where does it go?').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('group', {name: 'Lab Net'}).getByLabel('vmbr1').check();
  await page.keyboard.press('Enter');
  await heading(page, 'How is it moved?').waitFor();
  assert.ok(await page.getByLabel(/^\s*Warm/).isChecked(), 'it runs');
  await page.getByLabel(/^\s*Rest between/).fill('60');
  await look(page, 'migrate-how-warm');
  await page.keyboard.press('Enter');
  await page.getByText('Boot entries in the firmware').waitFor();
  assert.ok(await next(page).isDisabled(), 'the warning was not read yet');
  await look(page, 'migrate-check-warning');
  await page.reload();
  await page.getByText('Boot entries in the firmware').waitFor();
  await page.getByRole('checkbox').check();
  await next(page).click();
  await page.getByText(/^[0-9a-f]{64}$/).waitFor();
  await look(page, 'migrate-plan-warm');
  await page.getByRole('link', {name: 'How'}).click();
  assert.equal(await page.getByLabel(/^\s*Rest between/).inputValue(), '60');
});

test('a folder of the inventory leaves its machines in sight, by mouse and by keys', async (t) => {
  const page = await open(t);
  await signIn(page, await person('OPERATOR'), '/migrate?source=vcenter');
  const machine = (name) => page.getByRole('radio', {name});
  const folder = (name) => page.getByRole('treeitem', {name});
  await machine('e2e-running').waitFor();
  await folder('Office').click();
  await machine('e2e-running').waitFor({state: 'detached'});
  await machine('mail-gw').waitFor();
  await look(page, 'migrate-folder');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await machine('e2e-running').waitFor();
  await page.keyboard.press('ArrowLeft');
  await folder('Office').waitFor({state: 'detached'});
  await page.getByLabel('Find by name, folder or guest system').fill('office');
  await machine('e2e-running').waitFor({state: 'detached'});
  await machine('mail-gw').waitFor();
  await page.getByLabel('Find by name, folder or guest system').fill('no such machine');
  await page.getByText('No machine is called like that.').waitFor();
});

test('what stands in the way is told with a remedy and stops, on a telephone too', async (t) => {
  const page = await open(t, {width: 360, height: 740});
  await signIn(page, await person('OPERATOR'), '/migrate?source=vcenter&machine=legacy-db');
  await page.getByLabel('legacy-db').waitFor();
  await look(page, 'migrate-machine-360');
  await next(page).click();
  await heading(page, 'Where does it go?').waitFor();
  await look(page, 'migrate-target-360');
  await next(page).click();
  await page.getByRole('group', {name: 'Lab Net'}).getByLabel('vmbr0').click();
  await look(page, 'migrate-networks-360');
  await next(page).click();
  await look(page, 'migrate-how-360');
  await next(page).click();
  await page.getByText(/is independent or a raw device/).waitFor();
  await page.getByText('Make it a dependent virtual disk, or detach it.').waitFor();
  await look(page, 'migrate-blocked-360');
  assert.ok(await next(page).isDisabled());
  await page.getByRole('button', {name: 'Check again'}).click();
  await page.getByText(/is independent or a raw device/).waitFor();
});

test('an endpoint that cannot be asked says why where its machines would be', async (t) => {
  const page = await open(t, {forgiven: /status of 502/});
  const {id} = await api('POST', '/connections', {
    name: 'e2e-nobody',
    kind: 'VSPHERE',
    url: 'https://127.0.0.1:9',
    username: 'ann',
    secret: 'nothing',
    trust: 'ca',
  });
  t.after(() => api('DELETE', '/connections/' + id));
  await signIn(page, await person('OPERATOR'), '/migrate?source=e2e-nobody');
  await page.getByRole('alert').getByText('CERTIFICATE_UNTRUSTED', {exact: true}).waitFor();
  await look(page, 'migrate-failed');
});
