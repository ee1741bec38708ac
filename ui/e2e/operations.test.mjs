import assert from 'node:assert/strict';
import {test} from 'node:test';
import {look, open, person, signIn, waiting} from './browser.mjs';

const {VMTO_URL: url} = process.env;
const row = (page, name) => page.getByRole('row').filter({hasText: name});

const PARTS = {
  health: 'Database',
  processors: 'JobSagaProcessor',
  projections: 'Rebuild',
  'dead-letters': 'No event was set aside',
  jobs: 'e2e-waiting',
  resources: 'Nothing is open',
  claims: 'No machine is held',
  storage: 'Tables of the database',
};

test('each part of operations is there, on a telephone too', async (t) => {
  await waiting('e2e-waiting');
  const page = await open(t);
  await signIn(page, await person('OPERATOR'));
  for (const [part, sign] of Object.entries(PARTS)) {
    await page.goto(url + '/operations/' + part);
    await page.getByRole('main').getByText(sign).first().waitFor();
    await look(page, 'operations-' + part);
    await page.setViewportSize({width: 360, height: 740});
    await look(page, `operations-${part}-360`);
    await page.setViewportSize({width: 1440, height: 900});
  }
});

test('a processor is stopped and started, and a read model checked and rebuilt', async (t) => {
  const page = await open(t);
  await signIn(page, await person('OPERATOR'), '/operations/processors');
  const name = 'query';
  await page.getByRole('button', {name: 'Stop ' + name}).click();
  await look(page, 'operations-stop');
  await page.getByRole('dialog').getByRole('button', {name: 'Stop', exact: true}).click();
  await row(page, name).getByText('Stopped').waitFor();
  await look(page, 'operations-stopped');
  await page.getByRole('button', {name: 'Start ' + name}).click();
  await row(page, name).getByText('Running').waitFor();

  await page.getByRole('link', {name: 'Read models'}).click();
  await page.getByRole('button', {name: 'Check all'}).click();
  await page.getByText('Every row is what the events say').first().waitFor();
  await page.getByRole('button', {name: /^Rebuild \w+/}).first().click();
  await page.getByRole('dialog').getByRole('button', {name: 'Rebuild', exact: true}).click();
  await page.getByRole('listitem').filter({hasText: 'Rebuild'}).getByText('Done').first().waitFor();
  await look(page, 'operations-checked');
});

/** No healthy server has one: the answer is invented, what is sent is not. */
const LETTERS = [
  {
    id: 'l-1',
    processor: 'query',
    sequence: '7d0a9d51-job',
    index: 0,
    type: 'claim.machine-claimed/1',
    position: 1204,
    aggregate: 'c-1',
    code: 'INTERNAL',
    message: 'The row could not be written: value too long for type character varying(64).',
    attempts: 4,
    first: '2026-11-28T09:12:00Z',
    last: '2026-11-28T09:20:31Z',
  },
  {
    id: 'l-2',
    processor: 'query',
    sequence: '7d0a9d51-job',
    index: 1,
    type: 'claim.machine-released/1',
    position: 1310,
    aggregate: 'c-1',
    code: '',
    message: '',
    attempts: 0,
    first: '2026-11-28T09:14:00Z',
    last: '2026-11-28T09:14:00Z',
  },
];

test('a dead letter is discarded with a reason only', async (t) => {
  const page = await open(t);
  await signIn(page, await person('OPERATOR'));
  await page.route('**/api/v1/dead-letters?*', (route) => route.fulfill({json: {deadLetters: LETTERS, next: null}}));
  const sent = [];
  await page.route('**/api/v1/dead-letters/*/*', (route) => {
    sent.push([new URL(route.request().url()).pathname, route.request().postDataJSON()]);
    return route.fulfill({status: 202, json: {id: 'l-1'}});
  });
  await page.goto(url + '/operations/dead-letters');
  await row(page, 'INTERNAL').waitFor();
  await look(page, 'operations-letters');
  await page.getByRole('button', {name: /^Discard .* at 1204/}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Discard'}).click();
  assert.deepEqual(sent, []);
  await page.getByLabel(/^\s*Reason/).fill('the machine is gone');
  await look(page, 'operations-discard');
  await page.getByRole('dialog').getByRole('button', {name: 'Discard'}).click();
  await page.getByRole('dialog').waitFor({state: 'detached'});
  await page.getByRole('button', {name: /^Replay .* at 1204/}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Replay'}).click();
  await page.getByText('Accepted').waitFor();
  assert.deepEqual(sent, [
    ['/api/v1/dead-letters/l-1/discard', {reason: 'the machine is gone'}],
    ['/api/v1/dead-letters/l-1/replay', null],
  ]);
});
