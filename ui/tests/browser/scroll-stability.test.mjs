// Tiles under the pointer or with the focus stay where they are when the list around them changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';
import { focusedName, topOf } from './observe.mjs';

const { open } = browserHarness();

test('changes above the pointer do not move the hovered tile', async () => {
  const page = await open('home');
  await page.locator('.scroller').evaluate((list) => list.scrollTo(0, 500));
  const tile = page.locator('[data-group="category:Communication"] .open', { hasText: 'Outlook' });
  await tile.hover();
  const before = await topOf(tile);
  // By keyboard, so that the pointer stays: two groups disappear, one grows.
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+k');
  await page.evaluate(() =>
    document.querySelector(/** @type {any} */ ('[data-group=newApps] .mark-seen'))?.click(),
  );
  await page.waitForFunction(() => !document.querySelector('[data-group=newApps]'));
  await page.waitForTimeout(50);
  assert.equal(await topOf(tile), before);
  // At the top there is nothing to scroll: padding is kept until the pointer leaves.
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
  // In the middle, at the start, at the end, and without scrolling.
  for (const [scene, height, scrollTop] of /** @type {const} */ ([
    ['home', 640, 500],
    ['home', 640, 0],
    ['home', 640, 99_999],
    ['home', 3200, 0],
  ])) {
    for (const mode of ['pointer', 'focus']) {
      const page = await open(scene, { viewport: { width: 960, height } });
      await page.locator('.scroller').evaluate((list, down) => list.scrollTo(0, down), scrollTop);
      // Picks a rendered tile in view, so that hovering does not scroll.
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
          const { demo } = /** @type {{ demo: import('../demo/host').DemoHost }} */ (
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
  // Without a hovered or focused tile the list keeps its start.
  const page = await open('home');
  await page.evaluate(() => {
    const { demo } = /** @type {{ demo: import('../demo/host').DemoHost }} */ (
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
