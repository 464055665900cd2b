// The palette by keyboard, also when its host fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paletteSize } from './scenes.mjs';
import { focusedName, selectedHit, announcement } from './observe.mjs';
import { calls, browserHarness } from './harness.mjs';

const { open: show } = browserHarness();
/** @param {string} scene @param {import('playwright-core').BrowserContextOptions} more */
const open = (scene, more = {}) => show(scene, { viewport: paletteSize, ...more });

/** @param {import('playwright-core').Page} page */
const box = (page) => page.getByRole('combobox', { name: 'Search apps' });
/** @param {import('playwright-core').Page} page @param {string} name */
const waitForSelected = (page, name) =>
  page.locator('[role=option][aria-selected=true] .visually-hidden', { hasText: name }).waitFor();
/** @param {import('playwright-core').Page} page @param {boolean} isFailing */
const setFailing = (page, isFailing) =>
  page.evaluate((refusing) => {
    const { demo } = /** @type {{ demo: import('../demo/palette').DemoPaletteHost }} */ (
      /** @type {unknown} */ (window)
    );
    demo.isFailing = refusing;
  }, isFailing);

test('typing filters, arrows select, Enter opens the selected hit', async () => {
  const page = await open('palette');
  await page.keyboard.type('conf');
  await waitForSelected(page, 'Conference Rooms');
  await page.keyboard.press('ArrowDown');
  assert.equal(await selectedHit(page), 'Confluence');
  assert.equal(await focusedName(page), 'Search apps');
  const active = await box(page).getAttribute('aria-activedescendant');
  assert.equal(await page.locator('[role=option][aria-selected=true]').getAttribute('id'), active);
  assert.match((await announcement(page)) ?? '', /^\d+ apps match$/);
  await page.keyboard.press('Enter');
  const opened = await calls(page, 'open');
  assert.equal(opened.length, 1);
  assert.equal(`hit-${encodeURIComponent(String(opened[0]?.[0]))}`, active);
  await page.context().close();
});

test('empty query selects the first favorite, and a held Enter opens it once', async () => {
  const page = await open('palette');
  assert.equal(await selectedHit(page), 'Salesforce');
  for (let time = 0; time < 20; time++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'open')).length, 1);
  await page.context().close();
});

test('selection keys stop at the ends and keep the selected row visible', async () => {
  // The window size at 200 % zoom.
  const page = await open('palette', { viewport: { width: 320, height: 240 } });
  const names = await page.locator('[role=option] > .visually-hidden').allTextContents();
  assert.equal(names.length, 8);
  await page.keyboard.press('ArrowUp');
  assert.equal(await selectedHit(page), names[0]);
  await page.keyboard.press('End');
  assert.equal(await selectedHit(page), names[7]);
  await page.keyboard.press('ArrowDown');
  assert.equal(await selectedHit(page), names[7]);
  const isVisible = await page.evaluate(() => {
    const row = document.querySelector('[aria-selected=true]')?.getBoundingClientRect();
    const list = document.querySelector('.body')?.getBoundingClientRect();
    return row && list && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
  });
  assert.ok(isVisible, 'the selected row is in sight');
  await page.keyboard.press('PageUp');
  assert.equal(await selectedHit(page), names[0]);
  assert.equal(await page.locator('.body').evaluate((it) => it.scrollTop), 0);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Home');
  assert.equal(await selectedHit(page), names[0]);
  await page.context().close();
});

test('Escape clears the query, then closes the palette', async () => {
  const page = await open('palette-search');
  await page.keyboard.press('Escape');
  assert.equal(await box(page).inputValue(), '');
  assert.deepEqual(await calls(page, 'close'), []);
  await waitForSelected(page, 'Salesforce');
  await page.keyboard.press('Escape');
  assert.deepEqual(await calls(page, 'close'), [[]]);
  await page.context().close();
});

test('Enter without hits and Ctrl+Enter search in the main window', async () => {
  const withoutHits = await open('palette-none');
  await withoutHits.getByText('No apps match “xyzzy”').first().waitFor();
  assert.equal(await announcement(withoutHits), 'No apps match “xyzzy”');
  assert.equal(await box(withoutHits).getAttribute('aria-activedescendant'), null);
  await withoutHits.keyboard.press('Enter');
  assert.deepEqual(await calls(withoutHits, 'showWindow'), [['xyzzy']]);
  await withoutHits.context().close();
  const withHits = await open('palette-search');
  await withHits.keyboard.press('Control+Enter');
  assert.deepEqual(await calls(withHits, 'showWindow', 'open'), [['con']]);
  await withHits.context().close();
});

test('signed-out palette opens the main window by Enter or button', async () => {
  const page = await open('palette-signed-out');
  assert.equal(await announcement(page), 'Sign in or unlock Portico first.');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await focusedName(page), 'Open Portico');
  await page.keyboard.press('Enter');
  assert.deepEqual(await calls(page, 'showWindow'), [[''], ['']]);
  await page.keyboard.press('Escape');
  assert.deepEqual(await calls(page, 'close'), [[]]);
  await page.context().close();
});

test('a click opens an app and keeps the focus; typing elsewhere returns to the search box', async () => {
  const page = await open('palette');
  await page.getByRole('option', { name: 'Jira' }).click();
  assert.equal((await calls(page, 'open')).length, 1);
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.press('Tab');
  await page.keyboard.type('git');
  await waitForSelected(page, 'GitHub Enterprise');
  assert.equal(await box(page).inputValue(), 'git');
  await page.context().close();
});

test('reopened palette is empty and can open the same app again', async () => {
  const page = await open('palette-search');
  const showAgain = async () => {
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await waitForSelected(page, 'Salesforce');
    assert.equal(await box(page).inputValue(), '');
    assert.equal(await focusedName(page), 'Search apps');
  };
  await page.keyboard.press('ArrowDown');
  await showAgain();
  await page.keyboard.press('Enter');
  await showAgain();
  await page.keyboard.press('Enter');
  const opened = await calls(page, 'open');
  assert.equal(opened.length, 2);
  assert.deepEqual(opened[0], opened[1]);
  await page.context().close();
});

test('host failure shows one message, and a retry succeeds', async () => {
  const page = await open('palette-failed');
  await page.getByText('Portico did not answer. Press Enter to ask again.').first().waitFor();
  assert.equal(await page.getByRole('option').count(), 0);
  await setFailing(page, false);
  await page.keyboard.press('Enter');
  await waitForSelected(page, 'Jira');
  await setFailing(page, true);
  await page.keyboard.press('Enter');
  await page.getByText('Jira did not open. Portico’s window says why.').first().waitFor();
  await setFailing(page, false);
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'open')).length, 2);
  assert.equal(await page.locator('.error').count(), 0);
  await page.context().close();
});

test('palette applies the theme of the settings and saves it', async () => {
  const page = await open('palette&theme=dark');
  assert.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark');
  assert.equal(await page.evaluate(() => localStorage.getItem('portico.theme')), 'dark');
  await page.context().close();
});
