// Journeys with the keyboard only.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focusedName, selectedHit, announcement, groupTitles } from './observe.mjs';
import { calls, browserHarness } from './harness.mjs';

const { open } = browserHarness();

test('typing filters, arrows select, Enter opens the selected hit', async () => {
  const page = await open('list');
  await page.keyboard.type('conf');
  assert.equal(await selectedHit(page), 'Conference Rooms');
  await page.keyboard.press('ArrowDown');
  assert.equal(await selectedHit(page), 'Confluence');
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  assert.equal(await announcement(page), 'Opening Confluence in your browser');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('[role=option]').count(), 0);
  assert.equal(await page.locator('[role=combobox]').inputValue(), '');
  await page.context().close();
});

test('Enter right after the last letter opens the first hit', async () => {
  const page = await open('list');
  await page.keyboard.type('salesf', { delay: 0 });
  await page.keyboard.press('Enter');
  await page.waitForTimeout(80);
  assert.equal(await announcement(page), 'Opening Salesforce in your browser');
  await page.context().close();
});

test('arrow keys move through the grid, and typing starts a search', async () => {
  const page = await open('list');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedName(page), 'Announcements');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focusedName(page), 'Outlook');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedName(page), 'Lucid');
  await page.keyboard.press('End');
  assert.equal(await focusedName(page), 'VPN Download');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focusedName(page), 'VPN Download');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focusedName(page), 'Announcements');
  await page.keyboard.press('PageDown');
  const box = await page.evaluate(() => document.activeElement?.getBoundingClientRect().toJSON());
  assert.ok(box.top > 56 && box.bottom < 640 - 27, 'the focus is in sight');
  await page.keyboard.type('jir');
  assert.equal(await page.locator('[role=combobox]').inputValue(), 'jir');
  assert.equal(await selectedHit(page), 'Jira');
  await page.context().close();
});

test('arrow keys follow the reading direction', async () => {
  const page = await open('list');
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focusedName(page), 'Company Directory');
  const isTooWide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  assert.equal(isTooWide, false);
  await page.context().close();
});

test('held Enter on a tile opens the app once', async () => {
  const page = await open('list');
  await page.evaluate(() => {
    const announcements = /** @type {string[]} */ ([]);
    Object.assign(window, { __said: announcements });
    const region = document.querySelector('[role=status]');
    if (region)
      new MutationObserver(() => announcements.push(region.textContent ?? '')).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
  });
  await page.keyboard.press('ArrowDown');
  for (let time = 0; time < 40; time++) {
    await page.keyboard.down('Enter');
    await page.waitForTimeout(30);
  }
  await page.keyboard.up('Enter');
  const announced = await page.evaluate(() => /** @type {{ __said?: string[] }} */ (window).__said);
  assert.deepEqual(announced, ['Opening Announcements in your browser']);
  await page.context().close();
});

test('menu, settings and shortcut list open by keyboard', async () => {
  const page = await open('list');
  for (let time = 0; time < 3 && (await focusedName(page)) !== 'Menu'; time++)
    await page.keyboard.press('Tab');
  assert.equal(await focusedName(page), 'Menu');
  await page.keyboard.press('Enter');
  assert.equal(await focusedName(page), 'What’s new');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedName(page), 'Settings');
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'light');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.keyboard.press('F1');
  assert.equal(await page.locator('dialog[open] h2').textContent(), 'Keyboard shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await page.context().close();
});

test('target prompt is shown once', async () => {
  const page = await open('ask-target');
  assert.equal(await page.locator('dialog h2').textContent(), 'Where should apps open?');
  assert.ok(
    await page
      .getByRole('button', { name: 'In your browser' })
      .evaluate((it) => it === document.activeElement),
  );
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(60);
  assert.equal(await announcement(page), 'Opening Outlook in a Portico window');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(60);
  assert.equal(await page.locator('dialog').count(), 0);
  await page.context().close();
});

test('first run leads to the list by keyboard', async () => {
  const page = await open('first-run');
  await page.keyboard.type('acme');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in in the other window' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await page.getByText('Sign-in was cancelled.').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Search apps' }).waitFor({ timeout: 8000 });
  await page.keyboard.type('jira');
  assert.equal(await selectedHit(page), 'Jira');
  await page.context().close();
});

test('chips are one tab stop and filter the list', async () => {
  const page = await open('list');
  await page.getByRole('radio', { name: 'All' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focusedName(page), 'Design');
  assert.deepEqual(await groupTitles(page), ['Design 5']);
  await page.context().close();
});

test('hostile names run no script', async () => {
  const page = await open('hostile');
  await page.keyboard.type('img');
  await page.waitForTimeout(50);
  assert.equal(await selectedHit(page), '<img src=x onerror="window.__hostile=1">');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  assert.equal(await page.evaluate(() => '__hostile' in window), false);
  await page.context().close();
});

test('palette shortcut is set by pressing it', async () => {
  const page = await open('list');
  await page.keyboard.press('Control+,');
  const button = page.getByRole('button', { name: 'Set a key…' });
  await button.focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Press the keys now…' }).waitFor();
  await page.keyboard.press('k');
  await page.getByText('alone this key is for typing').first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await focusedName(page), 'Set a key…');
  assert.equal(await page.locator('dialog[open]').count(), 1);
  // Space is recorded and does not press the button.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Alt+Space');
  await page.getByRole('button', { name: 'Remove' }).waitFor();
  assert.equal(await focusedName(page), 'Set a key…');
  assert.equal(await announcement(page), 'It works in every program.');
  assert.deepEqual(await calls(page, 'saveSettings'), [
    [{ what: 'paletteShortcut', value: 'Ctrl+Alt+Space' }],
  ]);
  // Tab cancels recording and moves on.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await button.textContent(), 'Set a key…');
  assert.notEqual(await focusedName(page), 'Set a key…');
  await page.getByRole('button', { name: 'Remove' }).press('Enter');
  assert.equal(await focusedName(page), 'Set a key…');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.keyboard.press('Control+q');
  assert.equal((await calls(page, 'quit')).length, 1);
  await page.context().close();
});
