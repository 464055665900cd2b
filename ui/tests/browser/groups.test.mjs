// The groups of the list in display order, and the chips that filter it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';
import { focusedName, groupTitles, namesInGroup, waitForAnnouncement } from './observe.mjs';

const { open } = browserHarness();

test('groups appear in display order', async () => {
  const page = await open('home', { viewport: { width: 1600, height: 3200 } });
  assert.deepEqual(await groupTitles(page), [
    'Favourites 5',
    'Recent 5',
    'New for you 2',
    'Communication 6',
    'Design 5',
    'Engineering 13',
    'Finance 9',
    'People 6',
    'Sales 6',
    'Other apps 3',
    'Shared with me 2',
    'Needs attention 2',
    'Hidden 3',
  ]);
  await page.context().close();
});

test('Ctrl+Tab moves through favorites, categories, tags and folders', async () => {
  const page = await open('home');
  await page.keyboard.press('Control+Tab');
  await waitForAnnouncement(page, 'Favourites, 5 apps');
  assert.deepEqual(await groupTitles(page), ['Favourites 5']);
  await page.keyboard.press('Control+Shift+Tab');
  await waitForAnnouncement(page, 'All, 55 apps');
  await page.keyboard.press('Control+Shift+Tab');
  await waitForAnnouncement(page, 'Year end, 2 apps');
  assert.deepEqual(await groupTitles(page), ['Year end 2']);
  await page.context().close();
});

test('hovered group is reordered after the pointer leaves it', async () => {
  const page = await open('home');
  const before = await namesInGroup(page, 'recent');
  const zoom = page.locator('[data-group=recent] .open', { hasText: 'Zoom' });
  await zoom.click();
  await waitForAnnouncement(page, 'Opening Zoom in your browser');
  await page.waitForTimeout(600);
  assert.deepEqual(await namesInGroup(page, 'recent'), before);
  await page.mouse.move(400, 20);
  await page.waitForFunction(
    () => document.querySelector('[data-group=recent] .name')?.textContent === 'Zoom',
  );
  await page.context().close();
});

test('Mark as seen removes the group of new apps', async () => {
  const page = await open('home');
  await page.getByRole('button', { name: 'Mark as seen' }).press('Enter');
  await waitForAnnouncement(page, 'Nothing is marked as new any more');
  assert.ok(!(await groupTitles(page)).some((title) => title.startsWith('New for you')));
  assert.equal(await focusedName(page), 'Search apps');
  await page.context().close();
});

test('list items expose their position and group size', async () => {
  for (const scene of ['home', 'home-list']) {
    const page = await open(scene);
    const wrongLists = await page.evaluate(() =>
      [...document.querySelectorAll('[role=list]')].flatMap((list) => {
        const name = document.getElementById(list.getAttribute('aria-labelledby') ?? '')?.textContent ?? '';
        const count = Number(/\d+$/.exec(name.trim())?.[0]);
        const items = [...list.querySelectorAll('[role=listitem]')];
        return items.every(
          (item, index) =>
            Number(item.getAttribute('aria-setsize')) === count &&
            (index === 0 ||
              Number(item.getAttribute('aria-posinset')) ===
                Number(items[index - 1]?.getAttribute('aria-posinset')) + 1),
        ) && items.length > 0
          ? []
          : [name];
      }),
    );
    assert.deepEqual(wrongLists, [], scene);
    await page.context().close();
  }
});
