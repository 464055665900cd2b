// Long lists: DOM size, longest task, focus. Times are printed; only generous limits are asserted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserHarness } from './harness.mjs';

const { context: newContext, open, show } = browserHarness();

/** @param {import('playwright-core').Page} page */
async function watchTasks(page) {
  await page.evaluate(() => {
    const tasks = /** @type {number[]} */ ([]);
    Object.assign(window, { __tasks: tasks });
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((entry) => entry.duration)),
    ).observe({
      type: 'longtask',
    });
  });
}
/** @param {import('playwright-core').Page} page */
const longestTask = (page) =>
  page.evaluate(() =>
    Math.round(
      Math.max(0, .../** @type {{ __tasks: number[] }} */ (/** @type {unknown} */ (window)).__tasks),
    ),
  );

/** Milliseconds from an update to what it draws, the median of some, in the middle of the list with the focus
    there. @param {import('playwright-core').Page} page */
const measureUpdates = (page) =>
  page.evaluate(async () => {
    const { demo } = /** @type {{ demo: import('../demo/host').DemoHost }} */ (
      /** @type {unknown} */ (window)
    );
    const scroller = document.querySelector('.scroller');
    scroller?.scrollTo(0, scroller.scrollHeight / 2);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const visibleElement = document.elementsFromPoint(800, 600).find((element) => element.closest('.open'));
    /** @type {HTMLElement | null | undefined} */ (visibleElement?.closest('.open'))?.focus();
    const text = JSON.stringify(demo.state.apps);
    /** @returns {import('../../src/lib/ipc/types').AppsView} */
    const fullView = () => JSON.parse(text);
    const shortenedView = () => {
      const view = fullView();
      const part = (/** @type {{ apps: number[] }} */ { apps }) =>
        apps.flatMap((at) => (at === 0 ? [] : at - 1));
      return {
        ...view,
        apps: view.apps.slice(1),
        sections: view.sections.map((one) => ({ ...one, apps: part(one) })),
        collections: view.collections.map((one) => ({ ...one, apps: part(one) })),
      };
    };
    /** @param {import('../../src/lib/ipc/types').ViewUpdate} update */
    const timeUpdate = async (update) => {
      const from = performance.now();
      demo.send(update);
      await Promise.resolve();
      void document.body.offsetHeight;
      const isDrawn = performance.now() - from;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return isDrawn;
    };
    const median = (/** @type {number[]} */ times) =>
      Math.round((times.sort((a, b) => a - b)[times.length >> 1] ?? NaN) * 10) / 10;
    const [same, shorter, star] = [[], [], []].map(() => /** @type {number[]} */ ([]));
    for (let round = 0; round < 5; round++) {
      same?.push(await timeUpdate({ what: 'apps', view: fullView() }));
      shorter?.push(await timeUpdate({ what: 'apps', view: shortenedView() }));
      await timeUpdate({ what: 'apps', view: fullView() });
      const favorites = round % 2 === 0 ? demo.state.apps.apps.slice(40, 44).map(({ key }) => key) : [];
      star?.push(
        await timeUpdate({
          what: 'preferences',
          view: { ...demo.state.preferences, favorites },
        }),
      );
    }
    return { same: median(same ?? []), less: median(shorter ?? []), star: median(star ?? []) };
  });

for (const count of [10_000, 50_000]) {
  test(`${count} apps keep the DOM small and the focus alive`, { timeout: 120_000 }, async () => {
    const page = await open(`many&count=${count}&theme=light`, { viewport: { width: 1600, height: 1000 } });
    await watchTasks(page);
    const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
    let maxNodes = await nodes();

    // Scrolls in small steps, then in large ones.
    await page.mouse.move(800, 600);
    for (let turn = 0; turn < 60; turn++) {
      await page.mouse.wheel(0, turn % 10 === 9 ? 40_000 : 400);
      await page.waitForTimeout(16);
      maxNodes = Math.max(maxNodes, await nodes());
    }
    const scrolling = await longestTask(page);

    // The viewport is never blank.
    await page.waitForTimeout(60);
    const drawn = await page.evaluate(
      () => document.elementFromPoint(800, 600)?.closest('.content, .scroller') !== null,
    );
    assert.ok(drawn);

    // The focused app stays in the document while the list scrolls away under it.
    await page.keyboard.press('ArrowDown');
    const name = await page.evaluate(() => document.activeElement?.textContent);
    await page.evaluate(() => document.querySelector('.scroller')?.scrollTo(0, 200_000));
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), name);
    await page.keyboard.press('ArrowRight');
    assert.equal(
      await page.evaluate(() =>
        document.activeElement?.closest('[role=listitem]')?.getAttribute('aria-posinset'),
      ),
      '2',
    );

    await page.keyboard.press('End');
    const last = await page.evaluate(() => {
      const item = document.activeElement?.closest('[role=listitem]');
      return [item?.getAttribute('aria-posinset'), item?.getAttribute('aria-setsize')];
    });
    assert.equal(last[0], last[1]);

    await watchTasks(page);
    for (const letter of 'atlas 12') await page.keyboard.type(letter);
    await page.waitForTimeout(200);
    const searching = await longestTask(page);
    maxNodes = Math.max(maxNodes, await nodes());

    // Times a replaced list, a removed first app, and a new favorite.
    await page.keyboard.press('Escape');
    const updates = await measureUpdates(page);
    console.log(
      `  ${count}: at most ${maxNodes} elements; longest task scrolling ${scrolling} ms, searching ${searching} ms; ` +
        `update ${updates.same} ms, an app less ${updates.less} ms, a star ${updates.star} ms`,
    );
    assert.ok(maxNodes < 1800, `${maxNodes} elements`);
    assert.ok(scrolling < 2000);
    assert.ok(updates.less < 1000);
    await page.context().close();
  });
}

test('tiles of the first frame are rendered once', async () => {
  for (const [scene, width, height] of /** @type {const} */ ([
    ['home', 960, 640],
    ['list', 1600, 1000],
    ['home', 360, 640],
    ['many&count=100', 960, 640],
  ])) {
    const context = await newContext({ viewport: { width, height } });
    await context.addInitScript(() => {
      let removed = 0;
      new MutationObserver((changes) => {
        for (const { removedNodes } of changes)
          for (const node of removedNodes)
            if (node instanceof Element)
              removed += node.querySelectorAll('.tile').length + (node.matches('.tile') ? 1 : 0);
        document.documentElement?.setAttribute('data-removed', String(removed));
      }).observe(document, { childList: true, subtree: true });
    });
    const page = await context.newPage();
    await show(page, scene);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    assert.ok((await page.locator('.tile').count()) > 5);
    assert.equal(await page.locator('html').getAttribute('data-removed'), '0', `${scene}, ${width}`);
    await context.close();
  }
});
