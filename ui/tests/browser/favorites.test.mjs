// Favorites and hidden apps: adding, moving, dragging, opening and hiding, by keyboard and pointer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';
import {
  announcement,
  focusedGroup,
  focusedName,
  namesInGroup,
  selectedHit,
  waitForAnnouncement,
} from './observe.mjs';

const { open } = browserHarness();

const favoriteNames = ['Salesforce', 'Jira', 'Outlook', 'GitHub Enterprise', 'AWS Production'];

test('favorite is added, moved and removed by keyboard', async () => {
  const page = await open('home');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedName(page), 'Salesforce');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await waitForAnnouncement(page, 'Salesforce, 2 of 5');
  assert.deepEqual(await namesInGroup(page, 'favorites'), ['Jira', 'Salesforce', ...favoriteNames.slice(2)]);
  assert.equal(await focusedName(page), 'Salesforce');
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await waitForAnnouncement(page, 'Salesforce, 1 of 5');
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  assert.deepEqual(await namesInGroup(page, 'favorites'), favoriteNames);
  // After removal the focus moves to the neighbor.
  await page.keyboard.press('Control+d');
  await waitForAnnouncement(page, 'Salesforce is no longer a favourite');
  assert.deepEqual([await focusedName(page), await focusedGroup(page)], ['Jira', 'favorites']);
  // An app in two groups: the focus stays in its group.
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedGroup(page), 'recent');
  assert.equal(await focusedName(page), 'Workday');
  await page.keyboard.press('Control+d');
  await waitForAnnouncement(page, 'Workday is a favourite');
  assert.deepEqual([await focusedName(page), await focusedGroup(page)], ['Workday', 'recent']);
  assert.equal((await namesInGroup(page, 'favorites')).at(-1), 'Workday');
  await page.context().close();
});

test('Alt+Shift+Up and Down move a favorite by a row', async () => {
  const page = await open('home', { viewport: { width: 620, height: 640 } });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Alt+Shift+ArrowDown');
  const columns = await page.evaluate(() =>
    Number(
      getComputedStyle(document.querySelector('.content') ?? document.body).getPropertyValue('--columns'),
    ),
  );
  assert.ok(columns > 1 && columns < 5);
  await waitForAnnouncement(page, `Salesforce, ${columns + 1} of 5`);
  assert.equal(await focusedName(page), 'Salesforce');
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await waitForAnnouncement(page, 'Salesforce, 1 of 5');
  await page.context().close();
});

test('dragging reorders favorites and launches nothing', async () => {
  const page = await open('home');
  const tile = (/** @type {string} */ name) =>
    page.locator('[data-group=favorites] .open', { hasText: name }).first();
  const from = await tile('Salesforce').boundingBox();
  const to = await tile('GitHub Enterprise').boundingBox();
  assert.ok(from && to);
  await page.mouse.move(from.x + 60, from.y + 60);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 60, { steps: 3 });
  await page.mouse.move(to.x + 60, to.y + 60, { steps: 8 });
  assert.deepEqual(await namesInGroup(page, 'favorites'), [
    'Jira',
    'Outlook',
    'GitHub Enterprise',
    'Salesforce',
    'AWS Production',
  ]);
  await page.mouse.up();
  await waitForAnnouncement(page, 'Salesforce, 4 of 5');
  assert.equal((await namesInGroup(page, 'favorites'))[3], 'Salesforce');
  // Escape cancels the drag.
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 60, { steps: 8 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal((await namesInGroup(page, 'favorites'))[3], 'Salesforce');
  assert.doesNotMatch((await announcement(page)) ?? '', /Opening/);
  // A press without a drag is a click.
  await tile('Jira').click();
  await waitForAnnouncement(page, 'Opening Jira in your browser');
  await page.context().close();
});

test('Ctrl+number opens a favorite, Ctrl+Enter the alternate target', async () => {
  const page = await open('home');
  await page.keyboard.press('Control+3');
  await waitForAnnouncement(page, 'Opening Outlook in your browser');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await waitForAnnouncement(page, 'Opening Salesforce in a Portico window');
  await page.keyboard.type('conf');
  await page.keyboard.press('ArrowDown');
  assert.equal(await selectedHit(page), 'Confluence');
  await page.keyboard.press('Control+Enter');
  await waitForAnnouncement(page, 'Opening Confluence in a Portico window');
  await page.context().close();
});

test('search hits have the same shortcuts as tiles', async () => {
  const page = await open('home');
  await page.keyboard.type('zoom');
  assert.equal(await selectedHit(page), 'Zoom');
  await page.keyboard.press('Control+d');
  await waitForAnnouncement(page, 'Zoom is a favourite');
  await page.locator('[role=option][aria-selected=true] .star').waitFor();
  await page.keyboard.press('Control+.');
  await page.getByRole('menu', { name: 'Actions for Zoom' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.press('Control+i');
  await page.getByRole('complementary', { name: 'Zoom' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('combobox').inputValue(), '');
  assert.equal(await page.getByRole('complementary').count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('complementary').count(), 0);
  assert.equal(await focusedName(page), 'Search apps');
  await page.context().close();
});

test('hiding and showing an app moves the focus to its neighbor', async () => {
  const page = await open('home');
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  assert.deepEqual(
    [await focusedName(page), await focusedGroup(page)],
    ['Announcements', 'category:Communication'],
  );
  await page.keyboard.press('Control+.');
  await page.keyboard.press('End');
  assert.equal(await focusedName(page), 'Hide');
  await page.keyboard.press('Enter');
  await waitForAnnouncement(page, 'Announcements is hidden');
  assert.deepEqual(
    [await focusedName(page), await focusedGroup(page)],
    ['Company Directory', 'category:Communication'],
  );
  // The disclosure is the next stop after the last app.
  await page.keyboard.press('End');
  for (let stop = 0; stop < 3; stop++) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded')), 'false');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded')), 'true');
  assert.equal((await namesInGroup(page, 'hidden'))[0], 'Announcements');
  await page.locator('[data-group=hidden] .open').first().focus();
  await page.keyboard.press('Control+.');
  await page.keyboard.press('End');
  assert.equal(await focusedName(page), 'Show again');
  await page.keyboard.press('Enter');
  await waitForAnnouncement(page, 'Announcements is shown again');
  assert.equal(await focusedGroup(page), 'hidden');
  await page.context().close();
});

test('removing the last favorite leaves a hint', async () => {
  const page = await open('no-favorites');
  await page.getByText('Star an app to keep it here.').waitFor();
  await page.getByRole('radio', { name: 'All' }).click();
  assert.equal(await page.getByRole('radio', { name: 'Favourites' }).count(), 0);
  await page.context().close();
});

test('action menu opens by each of its keys and lists the actions', async () => {
  const page = await open('home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  for (const key of ['Control+.', 'Shift+F10', 'ContextMenu']) {
    await page.keyboard.press(key);
    await page.getByRole('menu', { name: 'Actions for Jira' }).waitFor();
    assert.equal(await focusedName(page), 'Open');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').count(), 0);
    assert.equal(await focusedName(page), 'Jira');
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await focusedName(page), 'Actions for Jira');
  await page.keyboard.press('Enter');
  assert.deepEqual(await page.locator('[role=menuitem] .label').allTextContents(), [
    'Open',
    'Open in a Portico window',
    'Open with…',
    'Details',
    'Remove from favourites',
    'Move earlier',
    'Move later',
    'Copy link',
    'Hide',
  ]);
  await page.keyboard.press('m');
  await page.keyboard.press('m');
  assert.equal(await focusedName(page), 'Move later');
  await page.keyboard.press('Enter');
  await waitForAnnouncement(page, 'Jira, 3 of 5');
  await page.locator('[data-key]').first().click({ button: 'right' });
  await page.getByRole('menu', { name: 'Actions for Salesforce' }).waitFor();
  await page.mouse.click(5, 300);
  assert.equal(await page.getByRole('menu').count(), 0);
  await page.context().close();
});
