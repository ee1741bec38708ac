// Sign-in by OpenID Connect: VMTO_ISSUER is a Keycloak that the server at VMTO_URL believes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {look, open} from './browser.mjs';

const {VMTO_URL: url, VMTO_ISSUER: issuer} = process.env;
const skip = issuer === undefined && 'no issuer';

const leave = (page) => page.getByRole('button', {name: 'Sign in with your organisation'});
const kept = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem('vmto.session')));

test('somebody signs in at an issuer, comes back to where they wanted to go, and stays', {skip}, async (t) => {
  const page = await open(t);
  await page.goto(url + '/connections');
  await leave(page).waitFor();
  await look(page, 'sign-in-issuer');
  await leave(page).click();
  await page.waitForURL((there) => there.href.startsWith(issuer));
  assert.equal(new URL(page.url()).searchParams.get('code_challenge_method'), 'S256');
  await page.locator('#username').fill('ann');
  await page.locator('#password').fill("ann's password");
  await page.locator('#kc-login').click();

  await page.getByRole('heading', {name: 'Connections'}).waitFor();
  page.complaints.length = 0; // of the issuer's own pages
  const {pathname, search} = new URL(page.url());
  assert.deepEqual([pathname, search], ['/connections', '']);
  await page.getByText('oidc:ann').waitFor();

  const first = await kept(page);
  await page.evaluate((tokens) => sessionStorage.setItem('vmto.session', JSON.stringify({...tokens, expires: 0})), first);
  await page.reload();
  await page.getByRole('heading', {name: 'Connections'}).waitFor();
  await page.getByText('Live', {exact: true}).waitFor();
  assert.notEqual((await kept(page)).access, first.access);

  await page.goto(url + '/settings');
  await page.getByRole('heading', {name: 'oidc:ann'}).waitFor();
  assert.equal(await page.getByRole('button', {name: /^Choose a new one/}).count(), 0, 'no password of ours');
  await page.getByRole('button', {name: 'Sign out'}).click();
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  assert.equal(await kept(page), null);
  assert.deepEqual(page.complaints, []);
});

test('what comes back without having been begun here is refused', {skip}, async (t) => {
  const page = await open(t);
  await page.goto(url + '/sign-in?code=stolen&state=guessed');
  await page.getByRole('alert').getByText('not begun in this tab').waitFor();
  await leave(page).waitFor();
  assert.equal(await kept(page), null);
});
