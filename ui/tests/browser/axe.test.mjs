// axe on every scene, its color rules in light, dark and forced colors; no scene violates the content security policy or scrolls
// sideways at 320 pixels.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { codeNames, paletteNames, paletteSize, sceneNames } from './scenes.mjs';
import { browserHarness, waitUntilStill } from './harness.mjs';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const { each, show } = browserHarness();

const usualColors = /** @type {const} */ ({ colorScheme: 'light', forcedColors: 'none' });
const otherColors = /** @type {const} */ ({
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'forced colors': { colorScheme: 'light', forcedColors: 'active' },
});

const states = sceneNames.filter((name) => name !== 'problem');
const codes = codeNames.map((code) => `problem&code=${code}`);

/** @param {import('playwright-core').Page} page */
async function watchPolicy(page) {
  await page.addInitScript(() => {
    /** @type {string[]} */
    const violations = [];
    Object.assign(window, { __broken: violations });
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
}

/** @param {import('playwright-core').Page} page */
const policyViolations = (page) =>
  page.evaluate(() => /** @type {{ __broken?: string[] }} */ (window).__broken ?? []);

const allRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules whose result depends on colors. */
const colorRules = {
  type: /** @type {const} */ ('rule'),
  values: ['color-contrast', 'link-in-text-block'],
};

/** @param {import('playwright-core').Page} page @param {string[] | typeof colorRules} rules */
const findings = (page, rules) =>
  page.evaluate(async (rules) => {
    const { axe } = /** @type {{ axe: typeof import('axe-core') }} */ (/** @type {unknown} */ (window));
    const { violations } = await axe.run(document, {
      runOnly: rules,
      // Other results are not computed.
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        (node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.failureSummary ?? ''}`,
      ),
    );
  }, rules);

test('axe finds nothing in light, dark and forced colors', { timeout: 600_000 }, async () => {
  const source = readFileSync(axePath, 'utf8');
  /** @type {string[]} */
  const errors = [];
  const sweep = {
    // The theme of the system, which changes below.
    query: '',
    prepare: async (/** @type {import('playwright-core').Page} */ page) => {
      page.on('pageerror', (error) => errors.push(String(error)));
      await watchPolicy(page);
    },
    inspect: async (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ scene) => {
      // Injected through the debugger, which leaves the page's policy unchanged.
      await page.evaluate(source);
      const found = (await findings(page, allRules)).map((finding) => `${scene}: ${finding}`);
      // Codes differ in text only, so one theme is enough.
      for (const [name, media] of codes.includes(scene) ? [] : Object.entries(otherColors)) {
        await page.emulateMedia(media);
        await waitUntilStill(page);
        const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
        if ((theme ?? media.colorScheme) !== media.colorScheme) {
          // A palette without an answer follows the system only at its start.
          await show(page, scene);
          await page.evaluate(source);
          await waitUntilStill(page);
        }
        found.push(...(await findings(page, colorRules)).map((finding) => `${scene}, ${name}: ${finding}`));
      }
      await page.emulateMedia(usualColors);
      found.push(...(await policyViolations(page)).map((violation) => `${scene}: policy: ${violation}`));
      return found;
    },
  };
  const all = [
    ...(await each([...states, ...codes], { ...sweep, options: usualColors })),
    ...(await each(paletteNames, { ...sweep, options: { ...usualColors, viewport: paletteSize } })),
  ];
  assert.equal([...all.flat(), ...errors].slice(0, 40).join('\n'), '');
  console.log(`  ${all.length} scenes, 0 findings, 0 policy violations`);
});

/** Elements that scroll sideways or extend beyond the window. */
function tooWide() {
  const limit = document.documentElement.clientWidth;
  const scrolls = (/** @type {Element} */ element) =>
    ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
    element.scrollWidth > element.clientWidth + 1;
  const outside = [...document.querySelectorAll('button, h1, h2, p, input, dialog, label')].filter(
    (element) => {
      const box = element.getBoundingClientRect();
      return (
        box.width > 1 &&
        (box.right > limit + 1 || box.left < -1) &&
        getComputedStyle(element).visibility === 'visible'
      );
    },
  );
  return [
    ...(document.documentElement.scrollWidth > limit ? ['page'] : []),
    ...[...document.querySelectorAll('*')].filter(scrolls).map((element) => `scrolls: ${element.className}`),
    ...outside.map((element) => `outside: ${element.tagName} ${element.textContent?.slice(0, 30)}`),
  ];
}

test('nothing scrolls sideways at 320 pixels, or with text at 200 %', { timeout: 300_000 }, async () => {
  /** @type {Map<import('playwright-core').Page, import('playwright-core').CDPSession>} */
  const sessions = new Map();
  const resize = async (/** @type {import('playwright-core').Page} */ page, /** @type {number} */ rem) => {
    await page.setViewportSize({ width: rem * 20, height: 640 });
    await sessions.get(page)?.send('Page.setFontSizes', { fontSizes: { standard: rem, fixed: rem } });
  };
  const wide = await each([...sceneNames, ...paletteNames], {
    query: 'theme=light',
    options: { viewport: { width: 320, height: 640 } },
    prepare: async (page) => {
      const session = await page.context().newCDPSession(page);
      await session.send('Page.enable');
      sessions.set(page, session);
      await resize(page, 16);
    },
    inspect: async (page, scene) => {
      const narrow = await page.evaluate(tooWide);
      // A menu closes when the window changes its size.
      const hasMenu = (await page.locator('[role=menu]').count()) > 0;
      await resize(page, 32);
      if (hasMenu) await show(page, scene);
      await waitUntilStill(page);
      const large = await page.evaluate(tooWide);
      await resize(page, 16);
      return [
        ...narrow.map((what) => `${scene} at 320 pixels: ${what}`),
        ...large.map((what) => `${scene} with text at 200 %: ${what}`),
      ];
    },
  });
  assert.deepEqual(wide.flat(), []);
});
