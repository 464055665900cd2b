// The host inside the app: how views arrive, with the page and over the channel.
import { afterEach, expect, test, vi } from 'vitest';
import { tauriHost } from '../../src/lib/host/tauri';
import type { AppsView, AppView, ViewUpdate } from '../../src/lib/ipc/types';

const app = (key: number): AppView => ({
  key: String(key),
  name: `App ${key}`,
  description: null,
  category: null,
  icon: null,
  initials: 'A',
  hue: 0,
  restriction: null,
  endsAt: null,
});
const apps = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => app(from + index));
const list = (all: AppView[]): ViewUpdate => ({
  what: 'apps',
  view: { apps: all, sections: [], collections: [] },
});
const vault = (busy: boolean): ViewUpdate => ({ what: 'keyring', view: { problem: null, busy } });

type Callback = (data: unknown) => void;
const page = window as unknown as { __TAURI_INTERNALS__?: object };

/** Listens as the UI does, to a stand-in for what Tauri puts into its pages. */
async function listening(draw: (update: ViewUpdate) => void = () => undefined) {
  const taken: ViewUpdate[] = [];
  const callbacks: Callback[] = [];
  const asked: string[] = [];
  page.__TAURI_INTERNALS__ = {
    transformCallback: (callback: Callback) => callbacks.push(callback) - 1,
    unregisterCallback: () => undefined,
    invoke: (command: string) => {
      asked.push(command);
      return Promise.resolve();
    },
  };
  await tauriHost.subscribe((update) => {
    draw(update);
    taken.push(update);
  });
  expect(asked).toEqual(['subscribe']);
  let next = 0;
  /** `index`: the place that the channel gave the message. */
  const send = (message: unknown, index = next) => {
    next = Math.max(next, index + 1);
    callbacks[0]?.({ message, index });
  };
  return { taken, send };
}

afterEach(() => {
  delete page.__TAURI_INTERNALS__;
  document.body.replaceChildren();
});

test('the views that come with the page are taken at once, and are there once only', async () => {
  const views = [vault(true), list([app(1)])];
  const element = document.createElement('script');
  element.type = 'application/json';
  element.id = 'views';
  element.textContent = JSON.stringify(views);
  document.body.append(element);
  const { taken, send } = await listening();
  expect(taken).toEqual(views);
  expect(document.getElementById('views')).toBeNull();
  send(vault(false));
  expect(taken.at(-1)).toEqual(vault(false));
});

test('a page without views asks all the same', async () => {
  const { taken } = await listening();
  expect(taken).toEqual([]);
});

test('a list in parts is one view, and what goes before and after keeps its place', async () => {
  const { taken, send } = await listening();
  send(vault(true));
  send({ more: apps(0, 2) });
  send({ more: apps(2, 4) });
  expect(taken).toEqual([vault(true)]);
  send(list(apps(4, 5)));
  send(vault(false));
  expect(taken).toEqual([vault(true), list(apps(0, 5)), vault(false)]);
});

test('a newer list right behind replaces the older one whole', async () => {
  const { taken, send } = await listening();
  send({ more: apps(0, 2) });
  send(list(apps(2, 3)));
  send({ more: apps(7, 8) });
  send(list(apps(8, 9)));
  send(list([]));
  expect(taken.map((update) => (update.view as AppsView).apps.map(({ key }) => key))).toEqual([
    ['0', '1', '2'],
    ['7', '8'],
    [],
  ]);
});

test('parts that overtake each other on the way are put in order', async () => {
  const { taken, send } = await listening();
  send(list(apps(2, 3)), 2);
  send({ more: apps(1, 2) }, 1);
  expect(taken).toEqual([]);
  send({ more: apps(0, 1) }, 0);
  expect(taken).toEqual([list(apps(0, 3))]);
});

test('a view that cannot be drawn costs none of those after it', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const { taken, send } = await listening((update) => {
    if (update.what === 'keyring') throw new Error('not drawn');
  });
  send(vault(true));
  send(list([app(1)]));
  expect(taken).toEqual([list([app(1)])]);
  expect(reported).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
