// The details panel and the activity feed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';
import { descriptionOf, focusedName, waitForAnnouncement } from './observe.mjs';

const { open } = browserHarness();

test('details panel shows facts, launches and returns the focus', async () => {
  const page = await open('home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  for (let time = 0; time < 4; time++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+Enter');
  const panel = page.getByRole('complementary', { name: 'AWS Production' });
  await panel.getByText('Opened', { exact: true }).waitFor();
  assert.equal(await focusedName(page), 'AWS Production');
  const text = ((await panel.textContent()) ?? '').replace(/\s+/g, ' ');
  for (const fact of [
    'Before you open it',
    'extra check',
    'certificate',
    'Signs you in by itself (SAML)',
    'user@acme.test',
    'aws-production.acme.my.idaptive.app',
    'Your company assigned it to you',
    'Engineering',
    'On call',
    '14 times',
  ]) {
    assert.ok(text.includes(fact), `${fact} in ${text}`);
  }
  await panel.getByRole('button', { name: 'Open in your browser' }).press('Enter');
  await waitForAnnouncement(page, 'Opening AWS Production in your browser');
  // The launch was counted already.
  await panel.getByText('14 times').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('complementary').count(), 0);
  assert.equal(await focusedName(page), 'AWS Production');
  await page.context().close();
});

test('blocked app explains why and copies a message to its owner', async () => {
  const page = await open('details-blocked', { permissions: ['clipboard-read', 'clipboard-write'] });
  const panel = page.getByRole('complementary', { name: 'Board Papers' });
  await panel.getByRole('heading', { name: 'Why can’t I open this?' }).waitFor();
  await panel.getByRole('button', { name: 'Copy a message to sam@acme.test' }).press('Enter');
  await waitForAnnouncement(page, 'Copied');
  assert.match(
    await page.evaluate(() => navigator.clipboard.readText()),
    /share “Board Papers” with me again/,
  );
  await page.context().close();
});

test('details of a removed app say so and keep the focus', async () => {
  const page = await open('details-gone');
  await page.getByText('This app is no longer in your list.').waitFor();
  await page.keyboard.press('Escape');
  // The tile is gone, but the focus is kept.
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
  await page.context().close();
});

test('narrow window shows details as a full page', async () => {
  const page = await open('home', { viewport: { width: 700, height: 640 } });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+i');
  await page.getByRole('dialog', { name: 'Salesforce' }).waitFor();
  assert.equal(await focusedName(page), 'Back to the list');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await focusedName(page), 'Salesforce');
  await page.context().close();
});

test('activity feed counts unread entries, marks them read and links to apps', async () => {
  const page = await open('home');
  const menu = page.getByRole('button', { name: 'Menu', exact: true });
  assert.equal(await descriptionOf(menu), '3 unread');
  await menu.press('Enter');
  await page.getByRole('menuitem', { name: 'What’s new 3 unread' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'What’s new' });
  await dialog.waitFor();
  assert.equal(await dialog.getByRole('listitem').count(), 7);
  assert.equal(await dialog.getByText('Unread').count(), 3);
  assert.ok(await dialog.getByText('Access ends in 3 days').isVisible());
  assert.equal(await descriptionOf(menu), undefined);
  await dialog.getByRole('button', { name: /Greenhouse/ }).press('Enter');
  await page.getByRole('complementary', { name: 'Greenhouse' }).waitFor();
  assert.equal(await dialog.count(), 0);
  await page.keyboard.press('Escape');
  assert.equal(await focusedName(page), 'Search apps');
  await page.context().close();
});

test('details panel narrows the list and keeps the tile visible', async () => {
  const page = await open('home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  const name = await focusedName(page);
  await page.keyboard.press('Control+i');
  await page.getByRole('complementary').waitFor();
  await page.waitForTimeout(60);
  const tile = await page.locator('[data-group=attention] .open', { hasText: name ?? '' }).boundingBox();
  assert.ok(tile && tile.y > 56 && tile.y + tile.height < 640, JSON.stringify(tile));
  await page.keyboard.press('Escape');
  assert.equal(await focusedName(page), name);
  await page.context().close();
});
