// Screenshots of every scene: light and dark in three widths, and right to left; the palette in more languages and
// in forced colors. `npm run shots [folder] [scene …]`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contextDefaults, startChromium } from './chromium.mjs';
import { pageOf, paletteNames, paletteSize, sceneNames } from './scenes.mjs';
import { serve } from './server.mjs';

const [folder = 'shots', ...only] = process.argv.slice(2);
const selectNames = (/** @type {string[]} */ names) =>
  names.filter((name) => (only.length > 0 ? only.includes(name) : name !== 'problem'));
const names = selectNames(sceneNames);
const palettes = selectNames(paletteNames);
const sizes = [
  { width: 360, height: 640 },
  { width: 960, height: 640 },
  { width: 1600, height: 1000 },
];

await mkdir(folder, { recursive: true });
const server = await serve();
const browser = await startChromium();
try {
  for (const theme of ['light', 'dark']) {
    for (const viewport of sizes) {
      const context = await browser.newContext({ ...contextDefaults, viewport });
      const page = await context.newPage();
      for (const name of names) {
        await page.goto(`${server.url}?scene=${name}&theme=${theme}`);
        await page.evaluate(() => localStorage.clear());
        await page.locator('html[data-played]').waitFor({ state: 'attached' });
        await page.waitForTimeout(/restoring/.test(name) ? 850 : 450);
        await page.screenshot({ path: join(folder, `${name}-${theme}-${viewport.width}.png`) });
      }
      await context.close();
    }
  }
  const context = await browser.newContext({ ...contextDefaults, viewport: { width: 960, height: 640 } });
  const page = await context.newPage();
  for (const name of names) {
    // These scenes depend on English names.
    const variant = /^(accounts|check|favorites|feed|forget|hidden|menu|no-favorites|secret)/.test(name)
      ? 'dir=rtl'
      : 'language=ar';
    await page.goto(`${server.url}?scene=${name}&theme=light&${variant}`);
    await page.locator('html[data-played]').waitFor({ state: 'attached' });
    await page.waitForTimeout(/restoring/.test(name) ? 850 : 450);
    await page.screenshot({ path: join(folder, `${name}-light-960-rtl.png`) });
  }
  await context.close();

  for (const [variant, query, options] of /** @type {const} */ ([
    ['light', 'theme=light', {}],
    ['dark', 'theme=dark', {}],
    ['ar', 'theme=light&language=ar', {}],
    ['de', 'theme=light&language=de', {}],
    ['pseudo', 'theme=light&language=en-XA', {}],
    ['forced', 'theme=light', { forcedColors: 'active' }],
    ['double', 'theme=dark', { viewport: { width: 320, height: 240 }, deviceScaleFactor: 2 }],
  ])) {
    const context = await browser.newContext({ ...contextDefaults, viewport: paletteSize, ...options });
    const page = await context.newPage();
    for (const name of palettes) {
      await page.goto(`${server.url}${pageOf(name)}&${query}`);
      await page.locator('html[data-played]').waitFor({ state: 'attached' });
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(folder, `${name}-${variant}.png`) });
    }
    await context.close();
  }
  console.log(`${(names.length + palettes.length) * 7} pictures in ${folder}`);
} finally {
  await browser.close();
  server.close();
}
