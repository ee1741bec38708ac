import assert from 'node:assert/strict';
import {test} from 'node:test';
import {look, open, person, signIn} from './browser.mjs';
import {sandbox} from './migrate.mjs';

const main = (page) => page.getByRole('main');

test('a connection is added, its certificate compared, then looked after, and removed', async (t) => {
  const {url, username, secret, trust} = sandbox.vcenter;
  const page = await open(t);
  await signIn(page, await person('OPERATOR'), '/connections');
  await page.getByRole('link', {name: 'vcenter'}).waitFor();
  await look(page, 'connections');
  await page.getByRole('link', {name: 'Add a connection'}).click();
  await page.getByLabel('Name', {exact: true}).fill('e2e-vcenter');
  await page.getByLabel(/^\s*Address of the vCenter/).fill(url);
  await page.getByLabel('User', {exact: true}).fill(username);
  await page.getByLabel('Password').fill(secret);
  await look(page, 'connection-new');
  await page.getByRole('button', {name: /^Add and look/}).click();

  await page.getByRole('heading', {name: 'Compare the certificate'}).waitFor();
  await page.getByText(trust.toUpperCase()).waitFor();
  await look(page, 'connection-trust');
  await page.getByRole('button', {name: /trust it/}).click();
  await main(page).getByText('Ready', {exact: true}).waitFor();

  await page.getByRole('button', {name: 'Limit bandwidth'}).click();
  await page.getByLabel('At most, in MiB/s').fill('20');
  await look(page, 'connection-limit');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('20.0 MiB/s').waitFor();

  await page.getByRole('button', {name: 'Diagnose'}).click();
  await page.getByRole('button', {name: 'Diagnose again'}).waitFor({timeout: 120_000});
  await page.locator('details.exchange').first().click();
  assert.ok(!(await main(page).textContent()).includes(secret));
  await look(page, 'connection-diagnosis');

  await page.getByRole('button', {name: 'Change credentials'}).click();
  await page.getByRole('dialog').getByLabel('Password').fill('wrong');
  await page.getByRole('button', {name: 'Save'}).click();
  await main(page).getByText('Broken', {exact: true}).first().waitFor();
  await page.getByRole('alert').first().waitFor();
  await look(page, 'connection-broken');

  await page.getByRole('button', {name: 'Remove', exact: true}).click();
  const yes = page.getByRole('dialog').getByRole('button', {name: 'Remove'});
  assert.ok(await yes.isDisabled());
  await page.getByLabel(/^\s*Type/).fill('e2e-vcenter');
  await look(page, 'connection-remove');
  await yes.click();
  await page.waitForURL(/\/connections$/);
  await page.getByRole('link', {name: 'vcenter', exact: true}).waitFor();
  await page.getByRole('link', {name: 'e2e-vcenter'}).waitFor({state: 'detached'});
});

test('a node gets an SSH login, and loses it again', async (t) => {
  const page = await open(t, {width: 360, height: 740});
  await signIn(page, await person('OPERATOR'), '/connections');
  await page.getByRole('link', {name: 'pve'}).click();
  await page.getByRole('button', {name: 'SSH login'}).click();
  const {port, hostKey, privateKey} = sandbox.ssh;
  await page.getByLabel('Port').fill(String(port));
  await page.getByLabel('Fingerprint of the host key').fill(hostKey);
  await page.getByLabel(/^\s*Private key/).fill(privateKey);
  await look(page, 'connection-ssh-360');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText(hostKey).waitFor();
  await page.getByRole('button', {name: 'Remove SSH login'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Remove SSH login'}).click();
  await page.getByText(hostKey).waitFor({state: 'detached'});
  await look(page, 'connection-360');
});

test('a mistake is told at its field, and a viewer is offered no orders', async (t) => {
  const page = await open(t, {forgiven: /status of 400/});
  await signIn(page, await person('OPERATOR'), '/connections/new');
  await page.getByLabel('Proxmox VE').check();
  await page.getByLabel('Name', {exact: true}).fill('lab');
  await page.getByLabel(/^\s*Address of the Proxmox/).fill('https://pve.example/path');
  await page.getByLabel('API token').fill('root@pam!vmto');
  await page.getByLabel('Token secret').fill('nothing');
  await page.getByRole('button', {name: 'Add a folder'}).click();
  await page.getByLabel('Storage', {exact: true}).fill('nfs');
  await page.getByLabel('Its root folder here').fill('/mnt/nfs');
  await page.getByRole('button', {name: /^Add and look/}).click();
  await page.getByRole('alert').getByText(/must be https/).waitFor();
  await look(page, 'connection-new-trouble');

  const other = await open(t);
  await signIn(other, await person('VIEWER'), '/connections');
  await other.getByRole('link', {name: 'vcenter'}).click();
  await other.getByRole('heading', {name: 'About it'}).waitFor();
  assert.equal(await main(other).getByRole('button').count(), 0);
  await look(other, 'connection-viewer');
});
