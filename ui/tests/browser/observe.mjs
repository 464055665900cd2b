// Queries for what a keyboard or screen reader user perceives: focus, announcements, selection, groups.

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
/** Titles of the visible groups, each with its number of apps. @param {import('playwright-core').Page} page */
export const groupTitles = async (page) =>
  (await page.locator('.scroller h2').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
/** Names of the rendered apps of a group. @param {import('playwright-core').Page} page @param {string} group */
export const namesInGroup = (page, group) => page.locator(`[data-group="${group}"] .name`).allTextContents();
/** @param {import('playwright-core').Page} page @param {string} text */
export const waitForAnnouncement = (page, text) =>
  page.waitForFunction(
    (text) => document.querySelector('[role=status]')?.textContent?.replace('\u00a0', '') === text,
    text,
    { timeout: 4000 },
  );
/** Id of the group that contains the focus. @param {import('playwright-core').Page} page */
export const focusedGroup = (page) =>
  page.evaluate(() => document.activeElement?.closest('[data-group]')?.getAttribute('data-group'));
/** Text of the element's `aria-describedby`. @param {import('playwright-core').Locator} locator */
export const descriptionOf = (locator) =>
  locator.evaluate((element) => {
    const id = element.getAttribute('aria-describedby');
    return id === null ? undefined : document.getElementById(id)?.textContent;
  });
/** @param {import('playwright-core').Locator} locator */
export const topOf = async (locator) => Math.round((await locator.boundingBox())?.y ?? NaN);
