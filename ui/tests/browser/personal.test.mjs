// What a person makes of the list, by keyboard alone and by pointer: favourites and their order, what is hidden,
// what is new, the details of an app, the feed; and that nothing moves away from under eye or hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';
import { focusedName, namesInGroup, selectedHit, announcement, groupTitles } from './observe.mjs';

const { open } = browserHarness();

/** @param {import('playwright-core').Page} page @param {string} words */
const waitForAnnouncement = (page, words) =>
  page.waitForFunction(
    (words) => document.querySelector('[role=status]')?.textContent?.replace('\u00a0', '') === words,
    words,
    { timeout: 4000 },
  );
/** The shelf of what has the focus. @param {import('playwright-core').Page} page */
const focusedGroup = (page) =>
  page.evaluate(() => document.activeElement?.closest('[data-group]')?.getAttribute('data-group'));
/** What is said beside its name. @param {import('playwright-core').Locator} locator */
const descriptionOf = (locator) =>
  locator.evaluate((element) => {
    const id = element.getAttribute('aria-describedby');
    return id === null ? undefined : document.getElementById(id)?.textContent;
  });
/** @param {import('playwright-core').Locator} locator */
const topOf = async (locator) => Math.round((await locator.boundingBox())?.y ?? NaN);
const favoriteNames = ['Salesforce', 'Jira', 'Outlook', 'GitHub Enterprise', 'AWS Production'];

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
  // Removed: the focus goes to the neighbour.
  await page.keyboard.press('Control+d');
  await waitForAnnouncement(page, 'Salesforce is no longer a favourite');
  assert.deepEqual([await focusedName(page), await focusedGroup(page)], ['Jira', 'favorites']);
  // An app that stands on two shelves: the focus stays on the shelf it is on.
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
  // Esc puts it back.
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

test('Mark as seen removes the group of new apps', async () => {
  const page = await open('home');
  await page.getByRole('button', { name: 'Mark as seen' }).press('Enter');
  await waitForAnnouncement(page, 'Nothing is marked as new any more');
  assert.ok(!(await groupTitles(page)).some((title) => title.startsWith('New for you')));
  assert.equal(await focusedName(page), 'Search apps');
  await page.context().close();
});

test('removing the last favorite leaves a hint', async () => {
  const page = await open('no-favorites');
  await page.getByText('Star an app to keep it here.').waitFor();
  await page.getByRole('radio', { name: 'All' }).click();
  assert.equal(await page.getByRole('radio', { name: 'Favourites' }).count(), 0);
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
  // Counted at once.
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
  // Its tile is gone; the focus is not.
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

test('changes above the pointer do not move the hovered tile', async () => {
  const page = await open('home');
  await page.locator('.scroller').evaluate((list) => list.scrollTo(0, 500));
  const tile = page.locator('[data-group="category:Communication"] .open', { hasText: 'Outlook' });
  await tile.hover();
  const before = await topOf(tile);
  // By key, so that the pointer stays where it is: two shelves go, one grows.
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+k');
  await page.evaluate(() =>
    document.querySelector(/** @type {any} */ ('[data-group=newApps] .mark-seen'))?.click(),
  );
  await page.waitForFunction(() => !document.querySelector('[data-group=newApps]'));
  await page.waitForTimeout(50);
  assert.equal(await topOf(tile), before);
  // At the very top there is nothing to scroll: space is left instead, until the pointer leaves.
  await page.locator('.scroller').evaluate((list) => list.scrollTo(0, 0));
  const recent = page.locator('[data-group=recent] .open', { hasText: 'Zoom' });
  await recent.hover();
  const topBefore = await topOf(recent);
  await page.evaluate(() => {
    for (const star of document.querySelectorAll(/** @type {any} */ ('[data-group=favorites] .star')))
      star.click();
  });
  await page.waitForFunction(() => !document.querySelector('[data-group=favorites]'));
  await page.waitForTimeout(50);
  assert.equal(await topOf(recent), topBefore);
  await page.mouse.move(400, 20);
  await page.waitForTimeout(50);
  assert.ok((await topOf(recent)) < topBefore);
  await page.context().close();
});

test('focus returns to the list after settings redraw it', async () => {
  const page = await open('home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const tile = await focusedName(page);
  await page.keyboard.press('Control+,');
  await page.getByRole('radio', { name: 'List', exact: true }).press('Space');
  await page.locator('.content.list').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await focusedName(page), tile);
  await page.context().close();
});

test('banners above the list do not move the hovered or focused tile', async () => {
  // Far down, at the beginning, at the end, and where there is nothing to scroll.
  for (const [scene, height, scrollTop] of /** @type {const} */ ([
    ['home', 640, 500],
    ['home', 640, 0],
    ['home', 640, 99_999],
    ['home', 3200, 0],
  ])) {
    for (const mode of ['pointer', 'focus']) {
      const page = await open(scene, { viewport: { width: 960, height } });
      await page.locator('.scroller').evaluate((list, down) => list.scrollTo(0, down), scrollTop);
      // Drawn where it now is, and chosen by that, so that nothing need be scrolled to it.
      const position = await page.waitForFunction(() =>
        [...document.querySelectorAll('.tile')]
          .find((tile) => {
            const { top, bottom } = tile.getBoundingClientRect();
            return top > 240 && bottom < 560;
          })
          ?.getAttribute('data-position'),
      );
      const tile = page.locator(`[data-position="${await position.jsonValue()}"] .open`);
      if (mode === 'pointer') await tile.hover();
      else
        await tile.evaluate((element) => /** @type {HTMLElement} */ (element).focus({ preventScroll: true }));
      const stood = await topOf(tile);
      const list = await topOf(page.locator('.scroller'));
      /** @param {'E-NET-OFFLINE' | null} code */
      const setOffline = (code) =>
        page.evaluate((code) => {
          const { demo } = /** @type {{ demo: import('../../src/lib/host/demo').DemoHost }} */ (
            /** @type {unknown} */ (window)
          );
          const problem = code && {
            code,
            host: null,
            reason: null,
            retryAfter: null,
            transactionId: null,
            serverMessage: null,
          };
          demo.send({
            what: 'freshness',
            view: { ...demo.state.freshness, problem: /** @type {any} */ (problem) },
          });
          return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }, code);
      await setOffline('E-NET-OFFLINE');
      assert.ok((await topOf(page.locator('.scroller'))) > list + 30);
      assert.equal(await topOf(tile), stood, `${mode}, from ${scrollTop} of ${height}`);
      await setOffline(null);
      assert.equal(await topOf(page.locator('.scroller')), list);
      assert.equal(await topOf(tile), stood, `${mode}, from ${scrollTop} of ${height}, healed`);
      await page.context().close();
    }
  }
  // With nothing to hold, the list begins where it began.
  const page = await open('home');
  await page.evaluate(() => {
    const { demo } = /** @type {{ demo: import('../../src/lib/host/demo').DemoHost }} */ (
      /** @type {unknown} */ (window)
    );
    const problem = { code: 'E-NET-OFFLINE', host: null, reason: null, retryAfter: null };
    demo.send({
      what: 'freshness',
      view: { ...demo.state.freshness, problem: /** @type {any} */ (problem) },
    });
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  assert.equal(await page.locator('.scroller').evaluate((list) => list.scrollTop), 0);
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
