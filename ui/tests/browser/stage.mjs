// What the browser tests play on: a server and a browser for as long as a file's tests run, and scenes in a window.
import { after, before } from 'node:test';
import { everywhere, startChromium } from './chromium.mjs';
import { pageOf } from './scenes.mjs';
import { serve } from './server.mjs';

/** To be called once, at the top of a file. */
export function stage() {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    server = await serve();
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  const at = (/** @type {string} */ scene) => `${server.url}${pageOf(scene)}`;
  /** A window of the usual size, without motion. @param {import('playwright-core').BrowserContextOptions} more */
  const context = (more = {}) =>
    browser.newContext({
      ...everywhere,
      viewport: { width: 960, height: 640 },
      reducedMotion: 'reduce',
      ...more,
    });
  /** Shows a scene, and waits until it stands: `home`, or with more to ask for, `home&theme=dark`.
      @param {import('playwright-core').Page} page @param {string} scene */
  async function show(page, scene) {
    await page.goto(at(scene));
    await page.locator('html[data-played]').waitFor({ state: 'attached' });
    await page.evaluate(() => document.fonts.ready);
  }
  /** A window of its own with a scene. @param {string} scene @param {import('playwright-core').BrowserContextOptions} more */
  async function open(scene, more = {}) {
    const page = await (await context(more)).newPage();
    await show(page, scene);
    return page;
  }
  return { at, context, show, open };
}

/** What the host was asked to do. @param {import('playwright-core').Page} page @param {string[]} names */
export const calls = (page, ...names) =>
  page.evaluate((names) => {
    const { demo } = /** @type {{ demo: { calls: { name: string, args: unknown[] }[] } }} */ (
      /** @type {unknown} */ (window)
    );
    return demo.calls.filter(({ name }) => names.includes(name)).map(({ args }) => args);
  }, names);
