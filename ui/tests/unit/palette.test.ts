// The palette over a controllable host: late responses, languages, and the imports of its page.
import { existsSync, readFileSync } from 'node:fs';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import Palette from '../../src/Palette.svelte';
import { demoPaletteHost, paletteScenes, initialQuery } from '../demo/palette';
import type { PaletteHost } from '../../src/lib/host/palette';
import { tauriPaletteHost } from '../../src/lib/host/tauri-palette';
import type { PaletteView } from '../../src/lib/ipc/types';
import { loadPaletteLanguage } from '../../src/lib/text/palette';

/** A host whose responses the test releases. */
function slowHost() {
  const demoHost = demoPaletteHost(new URLSearchParams());
  const pendingQueries: { query: string; out: (change?: Partial<PaletteView>) => Promise<void> }[] = [];
  const host: PaletteHost = {
    ...demoHost,
    search: (query) =>
      new Promise((done) =>
        pendingQueries.push({
          query,
          out: async (change = {}) => {
            done({ ...(await demoHost.search(query)), ...change });
            await tick();
          },
        }),
      ),
  };
  const pendingQuery = (query: string) => {
    const one = pendingQueries.filter((one) => one.query === query).at(-1);
    if (!one) throw new Error(`nobody asked for ${query}`);
    return one;
  };
  return { host, asked: pendingQuery, calls: demoHost.calls };
}

const show = async (host: PaletteHost) =>
  render(Palette, { props: { host, language: await loadPaletteLanguage(['en-GB']) } });
const typeQuery = (words: string) =>
  fireEvent.input(screen.getByRole('combobox'), { target: { value: words } });

beforeEach(() => localStorage.clear());
afterEach(cleanup);

it('palette ignores late responses, and Enter waits for the current query', async () => {
  const { host, asked, calls } = slowHost();
  await show(host);
  await asked('').out();
  await typeQuery('j');
  await typeQuery('jira');
  await fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
  expect(calls).toEqual([]);
  await asked('jira').out();
  await asked('j').out();
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(screen.getAllByRole('option')).toHaveLength(1);
  expect(calls[0]?.name).toBe('open');
});

it('palette searches again on window focus and clears the query when hidden', async () => {
  const { host, asked } = slowHost();
  await show(host);
  await asked('').out();
  await typeQuery('jira');
  await asked('jira').out();
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  await fireEvent(document, new Event('visibilitychange'));
  expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('');
  await fireEvent(window, new Event('focus'));
  await asked('').out({ ready: false, total: 0, hits: [] });
  await waitFor(() =>
    expect(screen.getByText('Sign in or unlock Portico first.', { ignore: '[role=status] *' })).toBeTruthy(),
  );
  vi.restoreAllMocks();
});

it('palette applies language and theme of the settings and saves them', async () => {
  const { host, asked } = slowHost();
  await show(host);
  await asked('').out({ language: 'ar', theme: 'dark' });
  await screen.findByRole('combobox', { name: 'البحث في التطبيقات' });
  expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['ar', 'rtl']);
  expect(localStorage.getItem('portico.language')).toBe('ar');
  expect(localStorage.getItem('portico.theme')).toBe('dark');
});

it('palette explains empty results in each scene without hits', async () => {
  const words: Record<string, string> = {
    'palette-none': 'No apps match “xyzzy”',
    'palette-signed-out': 'Sign in or unlock Portico first.',
    'palette-empty': 'No apps are assigned to you yet.',
    'palette-failed': 'Portico did not answer. Press Enter to ask again.',
  };
  for (const scene of Object.keys(paletteScenes)) {
    await show(demoPaletteHost(new URLSearchParams({ scene })));
    if (initialQuery(scene)) await typeQuery(initialQuery(scene));
    const emptyMessage = words[scene];
    if (emptyMessage) await screen.findByText(emptyMessage, { ignore: '[role=status] *' });
    else expect((await screen.findAllByRole('option')).length).toBeGreaterThan(0);
    cleanup();
  }
});

it('palette host calls only the palette commands', async () => {
  const asked: unknown[] = [];
  Object.assign(window, {
    __TAURI_INTERNALS__: {
      invoke: (command: string, args: unknown) => {
        asked.push([command, args]);
        return Promise.resolve();
      },
    },
  });
  await tauriPaletteHost.search('ji');
  await tauriPaletteHost.open('key');
  await tauriPaletteHost.close();
  await tauriPaletteHost.showWindow('ji');
  expect(asked).toEqual([
    ['palette_search', { query: 'ji' }],
    ['palette_open', { key: 'key' }],
    ['palette_close', {}],
    ['palette_show_window', { query: 'ji' }],
  ]);
  Reflect.deleteProperty(window, '__TAURI_INTERNALS__');
});

it('palette page does not import the list, the dialogs or the main dictionaries', () => {
  const visited = new Set<string>();
  const visit = (file: string) => {
    if (visited.has(file)) return;
    visited.add(file);
    const source = readFileSync(file, 'utf8');
    // Follows only static value imports.
    for (const [, from = ''] of source.matchAll(/^\s*import (?!type\b)[^'"]*?from '(\.[^']+)';/gms)) {
      const path = new URL(from, `file:///${file}`).pathname.slice(1);
      visit(existsSync(path) ? path : `${path}.ts`);
    }
  };
  visit('src/palette.ts');
  expect(visited.size).toBeGreaterThan(15);
  const unwanted = [...visited].filter(
    (file) => /^src\/(App|views)|portico\.svelte/.test(file) || /text\/(en|language)\.ts/.test(file),
  );
  expect(unwanted).toEqual([]);
  expect([...visited].filter((file) => file.startsWith('src/lib/text/en/'))).toEqual([
    'src/lib/text/en/palette.ts',
  ]);
});
