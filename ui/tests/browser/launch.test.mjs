// Launches by keyboard: other targets, private windows, credentials, deep links; and the position of the status
// notice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focusedName, announcement } from './observe.mjs';
import { calls, browserHarness } from './harness.mjs';

const { open } = browserHarness();

test('Ctrl+O opens the target dialog, Enter launches, and the focus returns', async () => {
  const page = await open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog', { name: 'Open Announcements with…' }).waitFor();
  assert.equal(await focusedName(page), 'Your browser');
  for (let time = 0; time < 4; time++) await page.keyboard.press('ArrowDown');
  assert.equal(await focusedName(page), 'Firefox, profile Work');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await announcement(page), 'Opening Announcements in Firefox, profile Work');
  assert.equal(await focusedName(page), 'Announcements');
  const work = { kind: 'specificBrowser', browser: 'firefox', profile: 'work', isPrivate: false };
  assert.deepEqual(await calls(page, 'openApp'), [['app-0', work]]);
  const rule = { app: 'app-0', category: null, target: work };
  assert.deepEqual(await calls(page, 'saveSettings'), [[{ what: 'openRules', value: [rule] }]]);
  await page.context().close();
});

test('Shift+Enter opens a tile or hit once in a private window', async () => {
  const page = await open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('jira');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('Shift+Enter');
  await page.waitForFunction(() =>
    document.querySelector('[role=status]')?.textContent?.startsWith('Opening Jira'),
  );
  assert.equal(await announcement(page), 'Opening Jira in Firefox, private window');
  const points = (await calls(page, 'openApp')).map(([, place]) => place);
  const target = { kind: 'specificBrowser', browser: 'firefox', profile: null, isPrivate: true };
  assert.deepEqual(points, [target, target]);
  await page.context().close();
});

test('typing filters a long list of targets', async () => {
  const page = await open('open-with-many');
  assert.equal(await focusedName(page), 'Find a browser or profile');
  await page.keyboard.type('finance');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedName(page), 'Finance container');
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  const target = { kind: 'command', name: 'Finance container' };
  assert.deepEqual((await calls(page, 'openApp'))[0]?.[1], target);
  await page.context().close();
});

test('app that needs a password asks for it and then opens', async () => {
  const page = await open('list');
  await page.keyboard.type('time sheets');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Your password for Time Sheets' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id.endsWith('-name')), true);
  await page.keyboard.type('user.17');
  await page.keyboard.press('Tab');
  await page.keyboard.type('s3cret');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Saving…' }).waitFor();
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await announcement(page), 'Opening Time Sheets in your browser');
  assert.equal(await focusedName(page), 'Search apps');
  assert.deepEqual(await calls(page, 'saveAppCredentials'), [['user.17', 's3cret']]);
  await page.context().close();
});

test('Enter on a deep link prompt answers No', async () => {
  const page = await open('link');
  assert.equal(await focusedName(page), 'No');
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(await calls(page, 'answerLink'), [['no']]);
  assert.equal(await focusedName(page), 'Search apps');
  await page.context().close();
});

test('waiting launch is canceled by keyboard and keeps the focus', async () => {
  const page = await open('waiting-network');
  await page.getByRole('button', { name: 'Cancel opening Salesforce' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Salesforce was not opened.').first().waitFor();
  assert.equal(await focusedName(page), 'Dismiss');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('[data-home]'));
  await page.context().close();
});

for (const width of [360, 960]) {
  test(`status notice is below the list, never over it, ${width} px`, async () => {
    for (const scene of ['waiting-network', 'waiting-sign-in', 'launching', 'canceled', 'target-gone']) {
      const page = await open(scene, { viewport: { width, height: 640 } });
      const { list, strip, strips } = await page.evaluate(() => ({
        list: document.querySelector('main .scroller')?.getBoundingClientRect().bottom ?? 0,
        strip: document.querySelector('main .banner.bar')?.getBoundingClientRect().top ?? 0,
        strips: document.querySelectorAll('main .banner.bar').length,
      }));
      assert.equal(strips, 1, scene);
      assert.ok(list > 200 && list <= strip + 1, `${scene}: ${list} and ${strip}`);
      await page.context().close();
    }
  });
}

test('narrow rows reserve no space for hidden buttons', async () => {
  const page = await open('home-list', { viewport: { width: 360, height: 640 } });
  const row = page.locator('[data-group="recent"] .tile').first();
  const reservedPadding = () =>
    row.locator('.open').evaluate((it) => parseFloat(getComputedStyle(it).paddingInlineEnd));
  assert.equal(await reservedPadding(), 10);
  await row.hover();
  assert.equal(await reservedPadding(), 76);
  await page.mouse.move(0, 0);
  assert.equal(await reservedPadding(), 10);
  await row.locator('.more').focus();
  await page.keyboard.press('Shift');
  assert.equal(await reservedPadding(), 76);
  // A visible star does not cover the name.
  const favorite = page.locator('[data-group="favorites"] .tile').first();
  const [name, star] = await Promise.all(
    ['.name', '.star'].map((part) => favorite.locator(part).boundingBox()),
  );
  assert.ok(name && star && name.x + name.width <= star.x);
  await page.context().close();
});

test('target dialog opens above settings and returns to them', async () => {
  const page = await open('rules');
  await page.getByRole('button', { name: 'Another place…' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Where apps open' }).waitFor();
  assert.equal(await focusedName(page), 'Chromium');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 1);
  assert.equal(await focusedName(page), 'Another place…');
  await page.getByRole('button', { name: 'Move down: Salesforce' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    document.querySelector('[role=status]')?.textContent?.includes('Salesforce, 2 of 3'),
  );
  assert.equal(await focusedName(page), 'Move down: Salesforce');
  await page.context().close();
});

test('double click and held Enter do not answer a prompt that just opened', async () => {
  const page = await open('ask-target');
  const dialog = page.getByRole('dialog');
  const choice = page.getByRole('button', { name: 'In a Portico window' });
  const box = await choice.boundingBox();
  assert.ok(box);
  const places = {
    choice: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    veil: { x: 4, y: 600 },
  };
  for (const [position, point] of Object.values(places).entries()) {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator(`[data-position="${position + 3}"] .open`).click();
    await choice.waitFor();
    await page.mouse.move(point.x, point.y);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    assert.ok(await choice.isVisible(), `${point.x} ${point.y}`);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('[data-position="5"] .open').focus();
  await page.keyboard.down('Enter');
  await choice.waitFor();
  for (let time = 0; time < 5; time++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  assert.ok(await choice.isVisible(), 'a held Enter');
  assert.deepEqual(await calls(page, 'openApp', 'saveSettings'), []);
  // A deliberate click answers the prompt.
  await choice.click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(await calls(page, 'openApp'), [['app-5', { kind: 'window' }]]);
  await page.context().close();
});
