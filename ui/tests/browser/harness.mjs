// The harness of the browser tests: one server and one browser for all test files of a process, and scenes in windows.
import { after, before } from 'node:test';
import { contextDefaults, startChromium } from './chromium.mjs';
import { pageOf } from './scenes.mjs';
import { serve } from './server.mjs';

/** Content that a scene shows after a delay.
    @type {Partial<Record<string, string>>} */
const lateContent = {
  loading: '.skeleton',
  restoring: '.banners .banner',
  'banner-restoring': '.banners .banner',
};

/** @template T @typedef {object} Sweep
    @property {string} query What is asked for beside the scene, `theme=dark`.
    @property {import('playwright-core').BrowserContextOptions} [options]
    @property {(page: import('playwright-core').Page) => Promise<unknown>} [prepare] Before the first scene.
    @property {(page: import('playwright-core').Page, scene: string) => Promise<T>} inspect */

const start = async () => ({ server: await serve(), browser: await startChromium() });
/** @type {ReturnType<typeof start> | undefined} */
let started;
after(async () => {
  const running = await started;
  await running?.browser.close();
  running?.server.close();
});

/** Call once at the top of a test file. */
export function browserHarness() {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    ({ server, browser } = await (started ??= start()));
  });

  const urlOf = (/** @type {string} */ scene) => `${server.url}${pageOf(scene)}`;
  /** A window of the usual size, without motion. @param {import('playwright-core').BrowserContextOptions} more */
  const context = (more = {}) =>
    browser.newContext({
      ...contextDefaults,
      viewport: { width: 960, height: 640 },
      reducedMotion: 'reduce',
      ...more,
    });
  /** Shows a scene, and waits until it stands: `home`, or with more to ask for, `home&theme=dark`.
      @param {import('playwright-core').Page} page @param {string} scene */
  async function show(page, scene) {
    await page.goto(urlOf(scene));
    await page.locator('html[data-played]').waitFor({ state: 'attached' });
    await page.evaluate(() => document.fonts.ready);
  }
  /** A window of its own with a scene. @param {string} scene @param {import('playwright-core').BrowserContextOptions} more */
  async function open(scene, more = {}) {
    const page = await (await context(more)).newPage();
    await show(page, scene);
    return page;
  }
  /** What is said of each scene, in their order, where it stands still. Two windows share the scenes, each in a
      context of its own: neither lies behind the other, and what one scene stores no other reads.
      @template T @param {string[]} scenes @param {Sweep<T>} sweep @returns {Promise<T[]>} */
  async function each(scenes, { query, options, prepare, inspect }) {
    /** @type {T[]} */
    const results = [];
    const remaining = scenes.entries();
    const window = async () => {
      const page = await (await context(options)).newPage();
      await prepare?.(page);
      for (const [index, scene] of remaining) {
        await show(page, `${scene}&${query}`);
        await page.evaluate(() => localStorage.clear());
        const awaited = lateContent[scene];
        if (awaited) await page.locator(awaited).first().waitFor();
        await waitUntilStill(page);
        results[index] = await inspect(page, scene);
      }
      await page.context().close();
    };
    await Promise.all([window(), window()]);
    return results;
  }
  return { context, show, open, each };
}

/** Waits until two frames have passed in which nothing changed, and nothing moves.
    @param {import('playwright-core').Page} page */
export const waitUntilStill = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let changes = true;
    const observer = new MutationObserver(() => (changes = true));
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    while (changes) {
      changes = false;
      await frame();
      await frame();
    }
    observer.disconnect();
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });

/** What the host was asked to do. @param {import('playwright-core').Page} page @param {string[]} names */
export const calls = (page, ...names) =>
  page.evaluate((names) => {
    const { demo } = /** @type {{ demo: { calls: { name: string, args: unknown[] }[] } }} */ (
      /** @type {unknown} */ (window)
    );
    return demo.calls.filter(({ name }) => names.includes(name)).map(({ args }) => args);
  }, names);
