// What a person at the keyboard notices: where the focus is, what is spoken, which hit is selected.

/** @param {import('playwright-core').Page} page */
export const focusedName = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return (
      element?.getAttribute('aria-label') ??
      (element?.querySelector('.name, .label bdi, .label') ?? element)?.textContent?.trim()
    );
  });
/** @param {import('playwright-core').Page} page */
export const announcement = async (page) =>
  (await page.locator('[role=status]').textContent())?.replace('\u00a0', '');
/** @param {import('playwright-core').Page} page */
export const selectedHit = (page) =>
  page.locator('[role=option][aria-selected=true] .visually-hidden').textContent();
/** The headings of the shelves on screen, with how many apps each has. @param {import('playwright-core').Page} page */
export const groupTitles = async (page) =>
  (await page.locator('.scroller h2').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
/** The apps on a shelf, as far as they are drawn. @param {import('playwright-core').Page} page @param {string} group */
export const namesInGroup = (page, group) => page.locator(`[data-group="${group}"] .name`).allTextContents();
