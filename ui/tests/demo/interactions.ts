// Simulated user actions for scenes that are not a state of the core, such as a typed search or an open menu.
import type { DemoHost } from './host';

/** Types into the search box. */
export function typeQuery(query: string) {
  const input = document.querySelector<HTMLInputElement>('[role=combobox]');
  if (!input) return;
  input.value = query;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

const command = /Mac/.test(navigator.platform) ? { metaKey: true } : { ctrlKey: true };
const nextTick = () => new Promise((done) => setTimeout(done, 30));
// Found by structure: accessible names differ by language.
const menuButton = () => document.querySelector<HTMLElement>('header button:has(.menu-icon)');
const favoritesChip = () => document.querySelectorAll<HTMLElement>('[role=radio]')[1];

/** Searches for an app and opens its details. */
async function showDetails(name: string) {
  typeQuery(name);
  await nextTick();
  pressKey('i', command);
  await nextTick();
  typeQuery('');
}

/** Presses a key on an element, or on the document. */
function pressKey(key: string, init: KeyboardEventInit = {}, selector?: string) {
  const element = selector ? document.querySelector<HTMLElement>(selector) : null;
  element?.focus();
  (element ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }),
  );
}

/** Removes an app from the list. */
function removeApp(host: DemoHost | undefined, name: string) {
  const view = host?.state.apps;
  const index = view?.apps.findIndex((app) => app.name === name);
  if (!host || !view || index === undefined) return;
  const remaining = (indices: number[]) =>
    indices.flatMap((at) => (at === index ? [] : at > index ? at - 1 : at));
  const withoutApp = <Part extends { apps: number[] }>(part: Part) => ({
    ...part,
    apps: remaining(part.apps),
  });
  host.state.apps = {
    apps: view.apps.filter((app) => app.name !== name),
    sections: view.sections.map(withoutApp),
    collections: view.collections.map(withoutApp),
  };
  host.send({ what: 'apps', view: host.state.apps });
}

/** Scenes that open a lazy view. */
export const scenesWithLazyViews =
  /^(settings|shortcuts|check-|secret|forget|feed|details|ask-target|open-with|credentials|link|rules)/;

export async function waitFor(selector: string) {
  for (let attempt = 0; attempt < 50 && !document.querySelector(selector); attempt++) await nextTick();
}

export async function playScene(scene: string, host?: DemoHost): Promise<void> {
  await new Promise((done) => requestAnimationFrame(done));
  switch (scene) {
    case 'search':
      return typeQuery('con');
    case 'no-match':
      return typeQuery('xyzzy');
    case 'search-home':
      return typeQuery('con');
    case 'search-elsewhere':
      return typeQuery('console');
    case 'home-end':
      return pressKey('End', {}, '[data-position="0"] .open');
    case 'favorites':
      return favoritesChip()?.click();
    case 'no-favorites':
      favoritesChip()?.click();
      await nextTick();
      return document.querySelector<HTMLElement>('.star')?.click();
    case 'tag':
      pressKey('Tab', { ctrlKey: true, shiftKey: true });
      await nextTick();
      return pressKey('Tab', { ctrlKey: true, shiftKey: true });
    case 'hidden':
      pressKey('End', {}, '[data-position="0"] .open');
      await nextTick();
      document.querySelector<HTMLElement>('[aria-expanded=false].toggle')?.click();
      await nextTick();
      return document.querySelector('.scroller')?.scrollTo(0, 1e6);
    case 'actions':
      return pressKey('.', command, '[data-position="1"] .open');
    case 'details':
      return pressKey('i', command, '[data-position="4"] .open');
    case 'details-blocked':
      return showDetails('Board Papers');
    case 'details-shared':
      return showDetails('Customer Onboarding');
    case 'details-gone':
      pressKey('i', command, '[data-position="4"] .open');
      await nextTick();
      return removeApp(host, 'AWS Production');
    case 'feed':
    case 'feed-empty':
      menuButton()?.click();
      await nextTick();
      return document.querySelector<HTMLElement>('[role=menuitem]')?.click();
    case 'menu':
      return menuButton()?.click();
    case 'settings':
    case 'settings-managed':
      return pressKey(',', command);
    case 'settings-desktop':
    case 'settings-no-desktop':
    case 'settings-key':
      pressKey(',', command);
      await waitFor('dialog .palette-key');
      if (scene === 'settings-key') document.querySelector<HTMLElement>('.palette-key button')?.click();
      document.querySelector('dialog .palette-key')?.scrollIntoView({ block: 'center' });
      return;
    case 'accounts':
      return pressKey('A', { ctrlKey: true, metaKey: /Mac/.test(navigator.platform), shiftKey: true });
    case 'forget':
      pressKey('A', { ctrlKey: true, metaKey: /Mac/.test(navigator.platform), shiftKey: true });
      await new Promise((done) => setTimeout(done, 20));
      return [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].at(-1)?.click();
    case 'secret':
      return document.querySelector<HTMLElement>('.button.primary')?.click();
    case 'check-running':
    case 'check-failed':
    case 'check-fine':
      pressKey(',', command);
      await waitFor('dialog .check button');
      return document.querySelector<HTMLElement>('dialog .check button')?.click();
    case 'shortcuts':
      return pressKey('F1');
    case 'launching':
      document.querySelector<HTMLElement>('[data-position="2"] .open')?.click();
      return waitFor('.notice');
    case 'ask-target':
    case 'ask-target-browser':
      return document.querySelector<HTMLElement>('[data-position="2"] .open')?.click();
    case 'open-with':
    case 'open-with-many':
    case 'open-with-fixed':
      return pressKey('o', command, '[data-position="2"] .open');
    case 'open-with-found':
    case 'open-with-none': {
      pressKey('o', command, '[data-position="2"] .open');
      await waitFor('dialog .search');
      const input = document.querySelector<HTMLInputElement>('dialog .search');
      if (!input) return;
      input.value = scene === 'open-with-found' ? 'acme' : 'xyzzy';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      return;
    }
    case 'rules':
    case 'rules-fixed':
      pressKey(',', command);
      await waitFor('dialog section');
      return document.querySelector('dialog section')?.scrollIntoView({ block: 'center' });
    case 'rules-add':
      pressKey(',', command);
      await waitFor('dialog section');
      return document.querySelector<HTMLElement>('dialog section > .link')?.click();
  }
}
