// Sign-in, accounts, lock and setup check by keyboard, and what survives them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focusedName, selectedHit, announcement } from './observe.mjs';
import { browserHarness } from './harness.mjs';

const { open, show } = browserHarness();

test('search and scroll position survive session expiry and sign-in', async () => {
  const page = await open('banner-ended');
  await page.locator('.scroller').evaluate((list) => list.scrollTo(0, 400));
  // Position of an app on screen.
  const tile = page.locator('.tile', { hasText: 'Figma' }).first();
  const tileTop = async () => (await tile.boundingBox())?.y ?? NaN;
  const before = await tileTop();
  assert.ok(before < 640);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('The page of acme.my.idaptive.app is open').waitFor();
  assert.ok(Math.abs((await tileTop()) - before) < 1);
  await page.getByRole('combobox').focus();
  await page.keyboard.type('conf');
  await page.keyboard.press('ArrowDown');
  assert.equal(await selectedHit(page), 'Confluence');
  // Waits for the sign-in and the refresh.
  await page.getByText('Signing in…').waitFor({ state: 'detached', timeout: 8000 });
  await page.getByRole('button', { name: 'Refresh' }).waitFor({ timeout: 8000 });
  assert.equal(await page.getByRole('combobox').inputValue(), 'conf');
  assert.equal(await selectedHit(page), 'Confluence');
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.type('l');
  assert.equal(await selectedHit(page), 'Confluence');
  await page.context().close();
});

test('banner moves the focus to the next action', async () => {
  const page = await open('banner-signed-out');
  await page.getByRole('button', { name: 'Sign in', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Show window' }).waitFor();
  const isInBanner = () => page.evaluate(() => document.activeElement?.closest('.banners') !== null);
  assert.ok(await isInBanner(), 'the focus stays in the strip');
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await page.getByText('You are signed out.').first().waitFor();
  await page.waitForTimeout(30);
  assert.equal(await focusedName(page), 'Sign in');
  await page.context().close();
});

test('account menu works by keyboard and switches accounts', async () => {
  const page = await open('list');
  // The scene opens the account menu.
  await show(page, 'accounts');
  await page.getByRole('menu').waitFor();
  const entry = () => page.evaluate(() => document.activeElement?.textContent?.trim().split(/\s{2,}/)[0]);
  assert.match((await entry()) ?? '', /^admin@acme\.test/);
  await page.keyboard.press('ArrowDown');
  assert.match((await entry()) ?? '', /Asks you to sign in/);
  await page.keyboard.press('End');
  assert.equal(await entry(), 'Forget this account…');
  await page.keyboard.press('ArrowDown');
  assert.match((await entry()) ?? '', /^admin@acme\.test/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  assert.match((await entry()) ?? '', /^admin@acme\.test/);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-haspopup')), 'menu');
  await page.keyboard.press('Control+Shift+A');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  assert.equal(await page.getByRole('button', { name: 'Account Acme admin@acme.test' }).count(), 1);
  await page.context().close();
});

test('forgetting an account asks first, with Cancel focused', async () => {
  const page = await open('forget');
  assert.equal(await page.locator('dialog[open] h2').textContent(), 'Forget this account?');
  assert.equal(await focusedName(page), 'Cancel');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.ok(await page.getByRole('button', { name: 'Outlook', exact: true }).isVisible());
  await page.context().close();
});

test('pasted client secret is sent and the dialog closes', async () => {
  const page = await open('secret', { permissions: ['clipboard-read', 'clipboard-write'] });
  const field = page.locator('dialog input');
  assert.ok(await field.evaluate((it) => it === document.activeElement && it.matches('[type=password]')));
  await page.keyboard.press('Enter');
  await page.locator('dialog').getByText('Type or paste the secret first.').waitFor();
  assert.equal(await announcement(page), 'Type or paste the secret first.');
  await page.evaluate(() => navigator.clipboard.writeText('s3cr?t value'));
  await page.keyboard.press('Control+V');
  assert.equal(await field.inputValue(), 's3cr?t value');
  await page.keyboard.press('?');
  assert.equal(await page.locator('dialog[open] h2').textContent(), 'Client secret');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in in the other window' }).waitFor();
  assert.equal(await page.locator('dialog').count(), 0);
  await page.context().close();
});

test('setup check opens from settings, copies its report and closes', async () => {
  const page = await open('list', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Check this tenant' }).press('Enter');
  assert.equal(await page.locator('dialog[open] h2').textContent(), 'Check this tenant');
  assert.equal(await focusedName(page), 'Done');
  await page.getByRole('button', { name: 'Copy report' }).waitFor();
  assert.match((await announcement(page)) ?? '', /^Nothing speaks against it/);
  await page.getByRole('button', { name: 'Copy report' }).press('Enter');
  const report = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /^Check of acme\.my\.idaptive\.app/);
  assert.match(report, /9\. You may use it: Not proven/);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.equal(await focusedName(page), 'Search apps');
  await page.context().close();
});

test('failed setup check value is copied by keyboard and stays visible', async () => {
  const page = await open('check-failed', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy: Redirect' }).press('Enter');
  assert.equal(
    await page.evaluate(() => navigator.clipboard.readText()),
    'https://acme.my.idaptive.app/sysinfo/dummy',
  );
  assert.equal(await announcement(page), 'Copied');
  const box = await page.evaluate(() => {
    const foot = document.querySelector('dialog .footer')?.getBoundingClientRect();
    const now = document.activeElement?.getBoundingClientRect();
    return { top: foot?.top ?? 0, bottom: now?.bottom ?? 0 };
  });
  assert.ok(box.bottom <= box.top + 1, 'the focus is not under the buttons');
  await page.context().close();
});

test('lock hides the list, unlock restores it with an empty search', async () => {
  const page = await open('list');
  await page.keyboard.type('jira');
  await page.keyboard.press('Control+l');
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Portico is locked');
  assert.equal(await page.getByText('Jira').count(), 0);
  assert.equal(await focusedName(page), 'Unlock');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Outlook', exact: true }).waitFor();
  assert.equal(await page.getByRole('combobox').inputValue(), '');
  await page.context().close();
});

test('last minutes are counted down, and Renew now keeps the list', async () => {
  const page = await open('countdown&seconds=304');
  await page.locator('.pill', { hasText: 'in 6 min' }).waitFor();
  await page.locator('.pill', { hasText: 'in 5 min' }).waitFor({ timeout: 8000 });
  assert.equal(await announcement(page), 'Your session ends in 5 minutes.');
  await page.getByRole('button', { name: 'Renew now' }).press('Enter');
  await page.getByText('Renewing…').first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Renew now' }).count(), 0);
  assert.ok(await page.getByRole('button', { name: 'Outlook', exact: true }).isVisible());
  await page.getByText('Renewing…').first().waitFor({ state: 'detached', timeout: 6000 });
  assert.equal(await page.getByText(/Session ends/).count(), 0);
  await page.context().close();
});
