// What each role is offered, written by hand and compared with what is there; and no screen may ask for what the server refuses.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {api, dress, look, open, person, signIn, waiting} from './browser.mjs';

const {VMTO_URL: url} = process.env;

/** Addresses, what says that they are there, and the orders that are given on them by whoever has this permission. */
const SCREENS = [
  {path: '/operations/health', sign: 'Database', orders: {}},
  {path: '/operations/processors', sign: 'JobSagaProcessor', orders: {MAINTAIN: /^Stop /}},
  {path: '/operations/projections', sign: 'Read models are folded', orders: {MAINTAIN: /^(Check|Rebuild)/}},
  {path: '/operations/dead-letters', sign: 'No event was set aside', orders: {MAINTAIN: /^(Replay|Discard)/}, mayBeEmpty: true},
  {path: '/operations/jobs', sign: 'Nobody has started it', orders: {}},
  {path: '/operations/resources', sign: 'Nothing is open', orders: {}},
  {path: '/operations/claims', sign: 'No machine is held', orders: {MAINTAIN: /^Break/}, mayBeEmpty: true},
  {path: '/operations/storage', sign: 'Tables of the database', orders: {}},
  {path: '/people/accounts', needs: 'AUDIT', sign: /^e2e-/, orders: {ADMINISTER: /^New account/}},
  {path: '/people/keys', sign: 'New key', orders: {VIEW: /^New key/}},
  {path: '/webhooks', needs: 'AUDIT', sign: 'https://', orders: {ADMINISTER: /^New webhook/}},
  {path: '/webhooks/WEBHOOK', needs: 'AUDIT', sign: 'Deliveries', orders: {ADMINISTER: /^(Send a test|Change|Disable|Remove)/}},
  {path: '/settings/profile', sign: 'What you may do', orders: {VIEW: /^Choose a new one/}},
  {path: '/settings/preferences', sign: 'Kept in this browser', orders: {}},
  {path: '/settings/configuration', needs: 'AUDIT', sign: 'Take out', orders: {AUDIT: /^Download/, ADMINISTER: /^Try it/}},
  {path: '/settings/about', sign: 'Version', orders: {}},
];

/** A text that is missing is shown as its key. */
const KEY = /\b(operations|people|webhooks|settings|state|check|fact|role|permission|resource|table|jobs|connections)\.[A-Za-z_]+\b/;

const ROLES = {
  VIEWER: ['VIEW'],
  AUDITOR: ['VIEW', 'AUDIT'],
  OPERATOR: ['VIEW', 'BROWSE', 'RUN_JOBS', 'MANAGE_CONNECTIONS', 'MAINTAIN'],
  ADMIN: ['VIEW', 'AUDIT', 'BROWSE', 'RUN_JOBS', 'APPROVE', 'DOWNLOAD', 'MANAGE_CONNECTIONS', 'MAINTAIN', 'ADMINISTER'],
};

async function webhook() {
  const {webhooks} = await api('GET', '/webhooks');
  return webhooks[0]?.id ?? (await api('POST', '/webhooks', {url: 'https://hooks.example/vmto', events: ['webhook.never']})).id;
}

for (const [role, permissions] of Object.entries(ROLES)) {
  test(`${role} is offered what the server allows, and nothing else`, async (t) => {
    const id = await webhook();
    await waiting('e2e-permissions');
    const page = await open(t);
    const refused = [];
    page.on('response', (answer) => answer.status() === 403 && refused.push(answer.url()));
    await signIn(page, await person(role));
    const main = page.getByRole('main');
    for (const {path, needs = 'VIEW', sign, orders, mayBeEmpty = false} of SCREENS) {
      await page.goto(url + path.replace('WEBHOOK', id));
      if (!permissions.includes(needs)) {
        await main.getByRole('heading', {name: 'Not for your role'}).waitFor();
        assert.equal(await main.getByRole('button').count(), 0, path);
        continue;
      }
      await main.getByText(sign).first().waitFor();
      for (const [permission, name] of Object.entries(orders)) {
        const offered = await main.getByRole('button', {name}).count();
        assert.equal(offered > 0 || (mayBeEmpty && permissions.includes(permission)), permissions.includes(permission), `${path}: ${name}`);
      }
    }
    const rail = await page.getByRole('navigation', {name: 'Screens'}).getByRole('link').allTextContents();
    assert.equal(rail.some((name) => name.includes('Webhooks')), permissions.includes('AUDIT'));
    assert.deepEqual(refused, []);
    if (role === 'VIEWER') {
      await page.goto(url + '/webhooks');
      await main.getByRole('heading', {name: 'Not for your role'}).waitFor();
      await look(page, 'forbidden');
    }
  });
}

test('every screen changes its language while it is looked at', async (t) => {
  const id = await webhook();
  const page = await open(t);
  await signIn(page, await person('ADMIN'));
  for (const {path} of [...SCREENS, {path: '/jobs'}, {path: '/connections'}]) {
    await page.goto(url + path.replace('WEBHOOK', id));
    const heading = page.getByRole('main').getByRole('heading', {level: 1});
    await heading.waitFor();
    const english = await heading.textContent();
    await dress(page, {language: 'zh-Hant', theme: 'light'});
    if (english !== 'Webhook') {
      assert.match(await heading.textContent(), /[\u4e00-\u9fff]|Webhook/, path);
      assert.notEqual(await heading.textContent(), english, path);
    }
    assert.doesNotMatch(await page.getByRole('main').innerText(), KEY, path);
    await dress(page, {language: 'en', theme: 'light'});
    assert.equal(await heading.textContent(), english, path);
  }
});

test('a tab that is duplicated goes on with the same session, and so does the first', async (t) => {
  const page = await open(t);
  await signIn(page, await person('VIEWER'));
  const [copy] = await Promise.all([page.context().waitForEvent('page'), page.evaluate(() => void globalThis.open('/connections'))]);
  await copy.getByRole('heading', {name: 'Connections'}).waitFor();
  const kept = (one) => one.evaluate(() => JSON.parse(sessionStorage.getItem('vmto.session')));
  assert.equal((await kept(copy)).refresh, (await kept(page)).refresh);
  const stale = async (one) => {
    await one.evaluate(() => {
      const tokens = JSON.parse(sessionStorage.getItem('vmto.session'));
      sessionStorage.setItem('vmto.session', JSON.stringify({...tokens, expires: 0}));
    });
  };
  await Promise.all([stale(page), stale(copy)]);
  await Promise.all([page.reload(), copy.reload()]);
  await page.getByRole('heading', {name: 'Jobs'}).waitFor();
  await copy.getByRole('heading', {name: 'Connections'}).waitFor();
  await page.getByText('Live', {exact: true}).waitFor();
  await copy.getByText('Live', {exact: true}).waitFor();
  assert.equal((await kept(copy)).refresh, (await kept(page)).refresh);
});
