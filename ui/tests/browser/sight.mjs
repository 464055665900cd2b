// What a person at the keyboard notices: where the focus is, what is spoken, which hit is selected.

/** @param {import('playwright-core').Page} page */
export const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    return it?.getAttribute('aria-label') ?? (it?.querySelector('.name, .label') ?? it)?.textContent?.trim();
  });
/** @param {import('playwright-core').Page} page */
export const spoken = async (page) =>
  (await page.locator('[role=status]').textContent())?.replace('\u00a0', '');
/** @param {import('playwright-core').Page} page */
export const selectedHit = (page) => page.locator('[role=option][aria-selected=true] .unseen').textContent();
