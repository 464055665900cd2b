// How the Tauri host receives views, with the page and over the channel.
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
const keyring = (busy: boolean): ViewUpdate => ({ what: 'keyring', view: { problem: null, busy } });

type Callback = (data: unknown) => void;
const page = window as unknown as { __TAURI_INTERNALS__?: object };

/** Subscribes through a fake of Tauri's page internals. */
async function subscribe(onUpdate: (update: ViewUpdate) => void = () => undefined) {
  const delivered: ViewUpdate[] = [];
  const callbacks: Callback[] = [];
  const commands: string[] = [];
  page.__TAURI_INTERNALS__ = {
    transformCallback: (callback: Callback) => callbacks.push(callback) - 1,
    unregisterCallback: () => undefined,
    invoke: (command: string) => {
      commands.push(command);
      return Promise.resolve();
    },
  };
  await tauriHost.subscribe((update) => {
    onUpdate(update);
    delivered.push(update);
  });
  expect(commands).toEqual(['subscribe']);
  let next = 0;
  /** `index`: sequence number of the message in the channel. */
  const send = (message: unknown, index = next) => {
    next = Math.max(next, index + 1);
    callbacks[0]?.({ message, index });
  };
  return { delivered, send };
}

afterEach(() => {
  delete page.__TAURI_INTERNALS__;
  document.body.replaceChildren();
});

test('initial views in the page are delivered once and removed from the document', async () => {
  const views = [keyring(true), list([app(1)])];
  const element = document.createElement('script');
  element.type = 'application/json';
  element.id = 'views';
  element.textContent = JSON.stringify(views);
  document.body.append(element);
  const { delivered, send } = await subscribe();
  expect(delivered).toEqual(views);
  expect(document.getElementById('views')).toBeNull();
  send(keyring(false));
  expect(delivered.at(-1)).toEqual(keyring(false));
});

test('page without initial views subscribes to the channel', async () => {
  const { delivered } = await subscribe();
  expect(delivered).toEqual([]);
});

test('list sent in parts is delivered as one view, in order with other views', async () => {
  const { delivered, send } = await subscribe();
  send(keyring(true));
  send({ more: apps(0, 2) });
  send({ more: apps(2, 4) });
  expect(delivered).toEqual([keyring(true)]);
  send(list(apps(4, 5)));
  send(keyring(false));
  expect(delivered).toEqual([keyring(true), list(apps(0, 5)), keyring(false)]);
});

test('newer list replaces the previous list completely', async () => {
  const { delivered, send } = await subscribe();
  send({ more: apps(0, 2) });
  send(list(apps(2, 3)));
  send({ more: apps(7, 8) });
  send(list(apps(8, 9)));
  send(list([]));
  expect(delivered.map((update) => (update.view as AppsView).apps.map(({ key }) => key))).toEqual([
    ['0', '1', '2'],
    ['7', '8'],
    [],
  ]);
});

test('parts received out of order are joined in order', async () => {
  const { delivered, send } = await subscribe();
  send(list(apps(2, 3)), 2);
  send({ more: apps(1, 2) }, 1);
  expect(delivered).toEqual([]);
  send({ more: apps(0, 1) }, 0);
  expect(delivered).toEqual([list(apps(0, 3))]);
});

test('view whose listener throws does not block later views', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const { delivered, send } = await subscribe((update) => {
    if (update.what === 'keyring') throw new Error('not drawn');
  });
  send(keyring(true));
  send(list([app(1)]));
  expect(delivered).toEqual([list([app(1)])]);
  expect(reported).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
