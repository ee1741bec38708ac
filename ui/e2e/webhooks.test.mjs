import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {test} from 'node:test';
import {look, open, person, signIn} from './browser.mjs';

const row = (page, name) => page.getByRole('row').filter({hasText: name});

/** Takes what is sent to it; {@code came} waits for the next of it. */
async function receiver(t) {
  const taken = [];
  const server = createServer((asked, answer) => {
    taken.push(asked.headers['x-vmto-event']);
    answer.writeHead(200).end('thank you');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {taken, came: () => once(server, 'request', {signal: AbortSignal.timeout(60_000)}), address: `http://127.0.0.1:${server.address().port}/vmto`};
}

test('a webhook is made, tested, changed, disabled and removed, and its log tells of each delivery', async (t) => {
  const {taken, came, address} = await receiver(t);
  const page = await open(t);
  await signIn(page, await person('ADMIN'), '/webhooks');
  await page.getByRole('button', {name: 'New webhook…'}).click();
  await page.getByRole('dialog').getByLabel('Address').fill(address);
  await page.getByRole('dialog').getByLabel('Events').fill('webhook.test-*');
  await look(page, 'webhooks-new');
  await page.getByRole('button', {name: 'Create webhook'}).click();
  assert.match(await page.locator('.secret code').textContent(), /^whsec_/);
  await look(page, 'webhooks-secret');
  await page.getByRole('button', {name: 'I have kept it'}).click();
  await row(page, address).getByText('Active').waitFor();
  await look(page, 'webhooks');

  await page.getByRole('link', {name: address}).click();
  await page.getByText('Nothing was sent yet').waitFor();
  await page.getByRole('button', {name: 'Send a test'}).click();
  await row(page, 'webhook.test-requested/1').getByText('Delivered').waitFor();
  assert.deepEqual(taken, ['webhook.test-requested/1']);
  await look(page, 'webhook');
  await Promise.all([came(), page.getByRole('button', {name: /^Send again \d+/}).click()]);
  assert.deepEqual(taken, ['webhook.test-requested/1', 'webhook.test-requested/1']);

  await page.getByRole('button', {name: 'Change…'}).click();
  await page.getByRole('dialog').getByLabel('Events').fill('job.*\nclaim.*');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('job.* claim.*').waitFor();
  await page.getByRole('button', {name: 'Disable'}).click();
  await page.getByText('Disabled').waitFor();
  await page.setViewportSize({width: 360, height: 740});
  await look(page, 'webhook-360');
  await page.setViewportSize({width: 1440, height: 900});
  await page.getByRole('button', {name: 'Remove'}).click();
  await look(page, 'webhook-remove');
  await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
  await page.getByRole('heading', {name: 'Webhooks'}).waitFor();
  await row(page, address).waitFor({state: 'detached'});
});
