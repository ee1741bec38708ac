import assert from 'node:assert/strict';
import {test} from 'node:test';
import {api, look, open, person, signIn} from './browser.mjs';

/** The job of this name, as whom it was signed in. */
async function openJob(t, name, roles, options) {
  const page = await open(t, options);
  await signIn(page, await person(...roles));
  await page.getByRole('row').filter({hasText: name}).getByRole('link', {name}).click();
  await page.getByRole('heading', {name, level: 1}).waitFor();
  return page;
}

const address = (page) => new URL(page.url()).searchParams;

test('a running job tells how far it is, how fast, and what can be done with it', async (t) => {
  const page = await openJob(t, 'e2e-running', ['OPERATOR']);
  await page.getByText(/copying · \d+ %/).first().waitFor();
  await page.locator('.uplot').waitFor();
  await page.getByRole('button', {name: /^Copy Hard disk 1/}).click();
  assert.equal(address(page).get('step'), '1');
  await look(page, 'job-running');
  await page.getByText('As a table').click();
  await page.getByRole('columnheader', {name: 'Highest'}).waitFor();

  await page.getByText('Extent map').click();
  const cells = page.getByRole('slider', {name: /^Extent map, Hard disk 1/});
  await cells.focus();
  await page.keyboard.press('End');
  await cells.and(page.locator('[aria-valuenow="12"]')).waitFor();
  assert.match(await cells.getAttribute('aria-valuetext'), /^.* \+ 4\.00 MiB · not copied yet$/);
  await cells.and(page.locator('[aria-valuemax="12"]')).waitFor();
  await look(page, 'job-extents');

  await page.getByRole('button', {name: 'Limits…'}).click();
  await page.getByLabel(/Most MiB/).fill('1');
  await look(page, 'job-limits');
  await page.getByRole('dialog').getByRole('button', {name: 'Change limits'}).click();
  await page.getByRole('link', {name: /^Events/}).click();
  await page.getByRole('button', {name: /Limits in force: 1.00 MiB\/s/}).click();
  await page.getByRole('heading', {name: /Limits in force/}).waitFor();
  await page.getByRole('button', {name: 'As it is stored'}).click();
  await page.getByText('"bytesPerSecond": 1048576').waitFor();
  await look(page, 'job-events');
  await page.reload();
  await page.getByRole('heading', {name: /Limits in force/}).waitFor();

  await page.getByRole('button', {name: 'Pause…'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Pause'}).click();
  await page.getByText('Paused', {exact: true}).waitFor();
  await page.getByRole('button', {name: 'Resume…'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Resume'}).click();
  await page.getByText('Running', {exact: true}).first().waitFor();
});

test('a job that failed says why, what to do, and takes a retry', async (t) => {
  const page = await openJob(t, 'e2e-failed', ['OPERATOR']);
  await page.getByText('EXPORT_TRUNCATED').first().waitFor();
  await page.getByRole('button', {name: 'Copy details'}).first().waitFor();
  await page.getByRole('button', {name: 'Retry…'}).waitFor();
  await look(page, 'job-failed');
});

test('a cutover is approved by somebody who may, under the name of the machine', async (t) => {
  const operator = await openJob(t, 'e2e-warm', ['OPERATOR']);
  await operator.getByRole('button', {name: 'Pause…'}).waitFor();
  assert.equal(await operator.getByRole('button', {name: 'Approve cutover…'}).count(), 0);

  const page = await openJob(t, 'e2e-warm', ['APPROVER']);
  await page.getByText('Expected downtime').waitFor();
  await look(page, 'job-warm');
  await page.getByRole('button', {name: /^Passes/}).click();
  await page.getByRole('columnheader', {name: 'Changed'}).waitFor();
  await look(page, 'job-passes');

  await page.getByRole('button', {name: 'Approve cutover…'}).click();
  const yes = page.getByRole('dialog').getByRole('button', {name: 'Approve cutover'});
  assert.ok(await yes.isDisabled());
  await page.getByLabel(/Type “e2e-warm”/).fill('e2e-warm');
  await look(page, 'job-cutover');
  await yes.click();
  await page.getByText('Succeeded', {exact: true}).waitFor({timeout: 120_000});
  await look(page, 'job-succeeded');
});

test('the past of a job is a place of its own, where nothing can be done', async (t) => {
  const {jobs} = await api('GET', '/jobs?machine=e2e-failed');
  const {events} = await api('GET', `/jobs/${jobs[0].id}/history`);
  const then = events.find(({type}) => type === 'transfer.step-started/1');
  const page = await openJob(t, 'e2e-failed', ['OPERATOR']);
  await page.goto(`${process.env.VMTO_URL}/jobs/${jobs[0].id}?at=${then.position}`);
  await page.getByText('You see the job as it was.').waitFor();
  await page.getByText('Running', {exact: true}).first().waitFor();
  assert.equal(await page.getByText('EXPORT_TRUNCATED').count(), 0);
  assert.equal(await page.getByRole('button', {name: /Retry|Cancel the job/}).count(), 0);
  await page.getByText('Compare with now').click();
  await look(page, 'job-past');
  await page.getByRole('slider').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL((url) => Number(url.searchParams.get('at')) > then.position);
  await page.getByRole('button', {name: 'Back to now'}).click();
  await page.waitForURL((url) => !url.searchParams.has('at'));
  await page.getByText('EXPORT_TRUNCATED').first().waitFor();
});

test('a job can be read on a telephone', async (t) => {
  const page = await openJob(t, 'e2e-failed', ['VIEWER'], {width: 360, height: 740});
  assert.equal(await page.getByRole('button', {name: /Retry|Cancel the job/}).count(), 0);
  await look(page, 'job-360');
  await page.getByRole('link', {name: /^Events/}).click();
  await page.getByRole('button', {name: /Job failed/}).click();
  await look(page, 'job-events-360');
  await page.getByRole('link', {name: 'Plan'}).click();
  await look(page, 'job-plan-360');
});
