// What a person would do to reach a scene that is not a state of the core: type a search, open a menu.
import type { DemoHost } from '../demo';

/** Into the search box. */
export function type(words: string) {
  const box = document.querySelector<HTMLInputElement>('[role=combobox]');
  if (!box) return;
  box.value = words;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

const command = /Mac/.test(navigator.platform) ? { metaKey: true } : { ctrlKey: true };
const later = () => new Promise((done) => setTimeout(done, 30));
// Found by what they are: their names differ from language to language.
const menu = () => document.querySelector<HTMLElement>('header button:has(.dots)');
const favourites = () => document.querySelectorAll<HTMLElement>('[role=radio]')[1];

/** Searches for an app, and asks for its details there. */
async function details(name: string) {
  type(name);
  await later();
  press('i', command);
  await later();
  type('');
}

/** A key, at an element that has the focus, or anywhere. */
function press(key: string, more: KeyboardEventInit = {}, at?: string) {
  const element = at ? document.querySelector<HTMLElement>(at) : null;
  element?.focus();
  (element ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
}

/** The company takes an app away. */
function lose(host: DemoHost | undefined, name: string) {
  const view = host?.now.apps;
  const gone = view?.apps.findIndex((app) => app.name === name);
  if (!host || !view || gone === undefined) return;
  const left = (indices: number[]) => indices.flatMap((at) => (at === gone ? [] : at > gone ? at - 1 : at));
  const less = <Part extends { apps: number[] }>(part: Part) => ({ ...part, apps: left(part.apps) });
  host.now.apps = {
    apps: view.apps.filter((app) => app.name !== name),
    sections: view.sections.map(less),
    collections: view.collections.map(less),
  };
  host.send({ what: 'apps', view: host.now.apps });
}

/** Scenes with a part that is fetched when it is first opened. */
export const opens =
  /^(settings|shortcuts|check-|secret|forget|feed|details|ask-place|open-with|credentials|link|rules)/;

export async function shown(what: string) {
  for (let time = 0; time < 50 && !document.querySelector(what); time++) await later();
}

export async function play(scene: string, host?: DemoHost): Promise<void> {
  await new Promise((done) => requestAnimationFrame(done));
  switch (scene) {
    case 'search':
      return type('con');
    case 'no-match':
      return type('xyzzy');
    case 'search-home':
      return type('con');
    case 'search-elsewhere':
      return type('console');
    case 'home-end':
      return press('End', {}, '[data-position="0"] .open');
    case 'favourites':
      return favourites()?.click();
    case 'no-favourites':
      favourites()?.click();
      await later();
      return document.querySelector<HTMLElement>('.star')?.click();
    case 'tag':
      press('Tab', { ctrlKey: true, shiftKey: true });
      await later();
      return press('Tab', { ctrlKey: true, shiftKey: true });
    case 'hidden':
      press('End', {}, '[data-position="0"] .open');
      await later();
      document.querySelector<HTMLElement>('[aria-expanded=false].toggle')?.click();
      await later();
      return document.querySelector('.scroller')?.scrollTo(0, 1e6);
    case 'actions':
      return press('.', command, '[data-position="1"] .open');
    case 'details':
      return press('i', command, '[data-position="4"] .open');
    case 'details-blocked':
      return details('Board Papers');
    case 'details-shared':
      return details('Customer Onboarding');
    case 'details-gone':
      press('i', command, '[data-position="4"] .open');
      await later();
      return lose(host, 'AWS Production');
    case 'feed':
    case 'feed-empty':
      menu()?.click();
      await later();
      return document.querySelector<HTMLElement>('[role=menuitem]')?.click();
    case 'menu':
      return menu()?.click();
    case 'settings':
    case 'settings-managed':
      return press(',', command);
    case 'settings-desktop':
    case 'settings-no-desktop':
    case 'settings-key':
      press(',', command);
      await shown('dialog .palette-key');
      if (scene === 'settings-key') document.querySelector<HTMLElement>('.palette-key button')?.click();
      document.querySelector('dialog .palette-key')?.scrollIntoView({ block: 'center' });
      return;
    case 'accounts':
      return press('A', { ctrlKey: true, metaKey: /Mac/.test(navigator.platform), shiftKey: true });
    case 'forget':
      press('A', { ctrlKey: true, metaKey: /Mac/.test(navigator.platform), shiftKey: true });
      await new Promise((done) => setTimeout(done, 20));
      return [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].at(-1)?.click();
    case 'secret':
      return document.querySelector<HTMLElement>('.button.primary')?.click();
    case 'check-running':
    case 'check-failed':
    case 'check-fine':
      press(',', command);
      await shown('dialog .check button');
      return document.querySelector<HTMLElement>('dialog .check button')?.click();
    case 'shortcuts':
      return press('F1');
    case 'launching':
      document.querySelector<HTMLElement>('[data-position="2"] .open')?.click();
      return shown('.strip');
    case 'ask-place':
    case 'ask-place-browser':
      return document.querySelector<HTMLElement>('[data-position="2"] .open')?.click();
    case 'open-with':
    case 'open-with-many':
    case 'open-with-fixed':
      return press('o', command, '[data-position="2"] .open');
    case 'open-with-found':
    case 'open-with-none': {
      press('o', command, '[data-position="2"] .open');
      await shown('dialog .find');
      const find = document.querySelector<HTMLInputElement>('dialog .find');
      if (!find) return;
      find.value = scene === 'open-with-found' ? 'acme' : 'xyzzy';
      find.dispatchEvent(new Event('input', { bubbles: true }));
      return;
    }
    case 'rules':
    case 'rules-fixed':
      press(',', command);
      await shown('dialog section');
      return document.querySelector('dialog section')?.scrollIntoView({ block: 'center' });
    case 'rules-add':
      press(',', command);
      await shown('dialog section');
      return document.querySelector<HTMLElement>('dialog section > .link')?.click();
  }
}
