// axe on every scene in light, dark and forced colors; no scene violates the content security policy or scrolls
// sideways at 320 pixels.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { codeNames, paletteNames, paletteSize, sceneNames } from './scenes.mjs';
import { browserHarness } from './harness.mjs';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const { each } = browserHarness();

const variants = [
  { name: 'light', theme: 'light', options: {} },
  { name: 'dark', theme: 'dark', options: { colorScheme: /** @type {const} */ ('dark') } },
  { name: 'forced colours', theme: 'light', options: { forcedColors: /** @type {const} */ ('active') } },
];

const states = sceneNames.filter((name) => name !== 'problem');
/** Codes differ in text only, so one theme is enough. */
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

/** @param {import('playwright-core').Page} page */
async function findings(page) {
  // Injected through the debugger, which leaves the page's policy unchanged.
  await page.evaluate(await axeSource());
  return page.evaluate(async () => {
    const { axe } = /** @type {{ axe: typeof import('axe-core') }} */ (/** @type {unknown} */ (window));
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // Other results are not computed.
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        (node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.failureSummary ?? ''}`,
      ),
    );
  });
}

let source = '';
async function axeSource() {
  if (source === '') source = await (await import('node:fs/promises')).readFile(axePath, 'utf8');
  return source;
}

for (const variant of variants) {
  test(`axe finds nothing, ${variant.name}`, { timeout: 600_000 }, async () => {
    /** @type {string[]} */
    const errors = [];
    const sweep = {
      query: `theme=${variant.theme}`,
      prepare: async (/** @type {import('playwright-core').Page} */ page) => {
        page.on('pageerror', (error) => errors.push(String(error)));
        await watchPolicy(page);
      },
      inspect: async (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ scene) => [
        ...(await findings(page)).map((finding) => `${scene}: ${finding}`),
        ...(await policyViolations(page)).map((broken) => `${scene}: policy: ${broken}`),
      ],
    };
    const scenes = variant.name === 'light' ? [...states, ...codes] : states;
    const all = [
      ...(await each(scenes, { ...sweep, options: variant.options })),
      ...(await each(paletteNames, { ...sweep, options: { ...variant.options, viewport: paletteSize } })),
    ];
    assert.equal([...all.flat(), ...errors].slice(0, 40).join('\n'), '');
    console.log(`  ${all.length} scenes, 0 findings, 0 policy violations`);
  });
}

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
  /** @type {string[]} */
  const wide = [];
  for (const rem of [16, 32]) {
    const found = await each([...sceneNames, ...paletteNames], {
      query: 'theme=light',
      options: { viewport: { width: rem * 20, height: 640 } },
      prepare: async (page) => {
        const session = await page.context().newCDPSession(page);
        await session.send('Page.enable');
        await session.send('Page.setFontSizes', { fontSizes: { standard: rem, fixed: rem } });
      },
      inspect: async (page, scene) =>
        (await page.evaluate(tooWide)).map((what) => `${scene} at ${rem}: ${what}`),
    });
    wide.push(...found.flat());
  }
  assert.deepEqual(wide, []);
});
