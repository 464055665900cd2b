// What a person at the keyboard notices: where the focus is, what is spoken, which hit is selected.

/** @param {import('playwright-core').Page} page */
export const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    return (
      it?.getAttribute('aria-label') ??
      (it?.querySelector('.name, .label bdi, .label') ?? it)?.textContent?.trim()
    );
  });
/** @param {import('playwright-core').Page} page */
export const spoken = async (page) =>
  (await page.locator('[role=status]').textContent())?.replace('\u00a0', '');
/** @param {import('playwright-core').Page} page */
export const selectedHit = (page) =>
  page.locator('[role=option][aria-selected=true] .visually-hidden').textContent();
/** The headings of the shelves on screen, with how many apps each has. @param {import('playwright-core').Page} page */
export const titles = async (page) =>
  (await page.locator('.scroller h2').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
/** The apps on a shelf, as far as they are drawn. @param {import('playwright-core').Page} page @param {string} shelf */
export const onShelf = (page, shelf) => page.locator(`[data-group="${shelf}"] .name`).allTextContents();
