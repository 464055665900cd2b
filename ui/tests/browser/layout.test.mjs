// Tiles or list, target sizes, text that fits, right-to-left layout, and the listed shortcuts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';
import { focusedName, waitForAnnouncement } from './observe.mjs';

const { open } = browserHarness();

test('layout switch saves the setting and is disabled by policy', async () => {
  const page = await open('home');
  await page.getByRole('button', { name: 'List' }).click();
  await page.locator('.content.list').waitFor();
  await page.keyboard.press('Control+,');
  assert.ok(await page.getByRole('radio', { name: 'List' }).isChecked());
  await page.getByRole('radio', { name: 'Compact' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.locator('.content.list.compact').waitFor();
  const managedPage = await open('settings-managed');
  await managedPage.keyboard.press('Escape');
  const tiles = managedPage.getByRole('button', { name: 'Tiles' });
  assert.equal(await tiles.getAttribute('aria-disabled'), 'true');
  assert.equal(await tiles.getAttribute('title'), 'Set by your company');
  await tiles.click({ force: true });
  assert.equal(await managedPage.locator('.content.tiles').count(), 0);
  await managedPage.context().close();
  await page.context().close();
});

test('small targets are at least 24 pixels and do not overlap', async () => {
  for (const scene of ['home', 'home-compact', 'home-list', 'home-list-compact']) {
    const page = await open(scene);
    const tooSmall = await page.evaluate(() =>
      [...document.querySelectorAll('button')].flatMap((button) => {
        const { width, height } = button.getBoundingClientRect();
        return width > 0 && (width < 24 || height < 24) ? [`${button.className} ${width}×${height}`] : [];
      }),
    );
    assert.deepEqual(tooSmall, [], scene);
    const overlaps = await page.evaluate(() => {
      const [star, more] = ['.star', '.more'].map((tool) =>
        document.querySelector(`.tile ${tool}`)?.getBoundingClientRect(),
      );
      return star && more && star.bottom > more.top && star.right > more.left;
    });
    assert.equal(overlaps, false, scene);
    await page.context().close();
  }
});

test('setting labels fit in every language', async () => {
  for (const tag of ['en', 'de', 'fr', 'ja', 'ar']) {
    const page = await open(`settings&language=${tag}`, { viewport: { width: 360, height: 640 } });
    await page.locator('dialog[open]').waitFor();
    const overflowing = await page
      .locator('dialog fieldset label')
      .evaluateAll((labels) =>
        labels.filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.textContent?.trim()),
      );
    assert.deepEqual(overflowing, [], tag);
    await page.context().close();
  }
});

test('right to left: search shortcut hint is at the end of the box', async () => {
  const page = await open('list&language=ar');
  const box = await page.getByRole('combobox').boundingBox();
  const hint = await page.locator('.search .hint').boundingBox();
  assert.ok(box && hint && hint.x - box.x < 20);
  await page.context().close();
});

test('right to left: arrow keys are mirrored and long user names keep their start', async () => {
  const page = await open('long-names&dir=rtl', { viewport: { width: 1100, height: 640 } });
  await page.waitForFunction(() => document.documentElement.dir === 'rtl');
  const user = await page
    .locator('.user')
    .first()
    .evaluate((element) => {
      const range = document.createRange();
      const text = element.firstChild;
      if (!text) return null;
      range.setStart(text, 0);
      range.setEnd(text, 1);
      const first = range.getBoundingClientRect();
      const box = element.getBoundingClientRect();
      return { cut: element.scrollWidth > element.clientWidth, inside: first.left >= box.left - 1 };
    });
  assert.deepEqual(user, { cut: true, inside: true });
  const rtlPage = await open('home&dir=rtl');
  await rtlPage.waitForFunction(() => document.documentElement.dir === 'rtl');
  await rtlPage.keyboard.press('ArrowDown');
  await rtlPage.keyboard.press('ArrowLeft');
  assert.equal(await focusedName(rtlPage), 'Jira');
  await rtlPage.keyboard.press('Alt+Shift+ArrowLeft');
  await waitForAnnouncement(rtlPage, 'Jira, 3 of 5');
  await rtlPage.keyboard.press('Control+.');
  const menu = await rtlPage.locator('[role=menu]').boundingBox();
  assert.ok(menu && menu.x >= 0 && menu.x + menu.width <= 960);
  await rtlPage.context().close();
  await page.context().close();
});

test('every listed shortcut does something', async () => {
  const page = await open('home');
  await page.keyboard.press('F1');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  const groups = await page.locator('dialog h3').allTextContents();
  assert.deepEqual(groups, ['Find', 'Move', 'The app at hand', 'Portico']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+f');
  assert.equal(await focusedName(page), 'Search apps');
  await page.keyboard.press('Control+Shift+A');
  await page.getByRole('menu', { name: 'Account' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+r');
  await page.locator('.spinning').waitFor({ state: 'attached' });
  await page.keyboard.press('Control+l');
  await page.getByRole('heading', { name: 'Portico is locked' }).waitFor();
  await page.context().close();
});
