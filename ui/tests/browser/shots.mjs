// Pictures of every scene, light and dark, in three widths, and one from right to left: `npm run shots [folder] [scene …]`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { everywhere, startChromium } from './chromium.mjs';
import { sceneNames } from './scenes.mjs';
import { serve } from './server.mjs';

const [folder = 'shots', ...only] = process.argv.slice(2);
const names = only.length > 0 ? only : sceneNames.filter((name) => name !== 'problem');
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
      const context = await browser.newContext({ ...everywhere, viewport });
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
  const context = await browser.newContext({ ...everywhere, viewport: { width: 960, height: 640 } });
  const page = await context.newPage();
  for (const name of names) {
    // What is reached by pressing something by its English name is shown in English.
    const as = /^(accounts|check|favourites|feed|forget|hidden|menu|no-favourites|secret)/.test(name)
      ? 'dir=rtl'
      : 'language=ar';
    await page.goto(`${server.url}?scene=${name}&theme=light&${as}`);
    await page.locator('html[data-played]').waitFor({ state: 'attached' });
    await page.waitForTimeout(/restoring/.test(name) ? 850 : 450);
    await page.screenshot({ path: join(folder, `${name}-light-960-rtl.png`) });
  }
  console.log(`${names.length * 7} pictures in ${folder}`);
} finally {
  await browser.close();
  server.close();
}
