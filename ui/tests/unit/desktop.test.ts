// Desktop integration: palette shortcut, tray, quit, and the labels sent to the shell.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost, type DemoHost } from '../demo/host';
import { locked } from '../demo/views';
import type { SceneName } from '../demo/scene';
import type { ShortcutView } from '../../src/lib/ipc/types';
import { Language } from '../../src/lib/text/language';
import { preloadViews } from '../../src/views/lazy-views';

let host: DemoHost;

async function show(scene: SceneName) {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene }));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
}
async function settings(scene: SceneName = 'list') {
  await show(scene);
  await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
  return within(screen.getByRole('group', { name: 'Key for quick search' }));
}
const savedSettings = () =>
  host.calls.filter(({ name }) => name === 'saveSettings').map(({ args }) => args[0]);
const sendShortcut = (shortcut: ShortcutView) => {
  host.send({ what: 'desktopIntegration', view: { shortcut, tray: 'off' } });
  return tick();
};

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe('palette shortcut', () => {
  it('is recorded from the next key press and can be removed', async () => {
    const key = await settings();
    expect(key.getByText('None')).toBeTruthy();
    const button = key.getByRole('button', { name: 'Set a key…' });
    await fireEvent.click(button);
    expect(button.textContent).toBe('Press the keys now…');
    await fireEvent.keyDown(button, { code: 'ControlLeft', key: 'Control', ctrlKey: true });
    await fireEvent.keyDown(button, { code: 'KeyQ', key: 'q', ctrlKey: true });
    expect(savedSettings()).toEqual([{ what: 'paletteShortcut', value: 'Ctrl+Q' }]);
    // A recorded key triggers no other shortcut.
    expect(host.calls.map(({ name }) => name)).not.toContain('quit');
    expect(button.textContent).toBe('Set a key…');
    expect(document.activeElement).toBe(button);
    expect(key.getByText('It works in every program.')).toBeTruthy();
    await fireEvent.click(key.getByRole('button', { name: 'Remove' }));
    expect(savedSettings().at(-1)).toEqual({ what: 'paletteShortcut', value: null });
    expect(key.getByText('None')).toBeTruthy();
  });

  it('rejects typing keys and unknown keys', async () => {
    const key = await settings();
    const button = key.getByRole('button', { name: 'Set a key…' });
    await fireEvent.click(button);
    await fireEvent.keyDown(button, { code: 'KeyA', key: 'a' });
    expect(key.getByText(/alone this key is for typing/)).toBeTruthy();
    await fireEvent.keyDown(button, { code: 'Semicolon', key: ';', ctrlKey: true });
    expect(key.getByText(/cannot be used/)).toBeTruthy();
    expect(button.textContent).toBe('Press the keys now…');
    expect(savedSettings()).toEqual([]);
  });

  it('Escape cancels recording without closing the dialog, Tab cancels and moves on', async () => {
    const key = await settings();
    const button = key.getByRole('button', { name: 'Set a key…' });
    await fireEvent.click(button);
    await fireEvent.keyDown(button, { code: 'Escape', key: 'Escape' });
    expect(button.textContent).toBe('Set a key…');
    expect(screen.getByRole('dialog', { name: 'Settings' })).toBeTruthy();
    await fireEvent.click(button);
    expect(await fireEvent.keyDown(button, { code: 'Tab', key: 'Tab' })).toBe(true);
    await fireEvent.blur(button);
    expect(button.textContent).toBe('Set a key…');
    expect(savedSettings()).toEqual([]);
  });

  it('offers a suggestion', async () => {
    const key = await settings();
    await fireEvent.click(key.getByRole('button', { name: 'Use Ctrl+Alt+Space' }));
    expect(savedSettings()).toEqual([{ what: 'paletteShortcut', value: 'Ctrl+Alt+Space' }]);
  });

  it('shows the state reported by the desktop', async () => {
    const key = await settings();
    for (const [view, words] of [
      [{ state: 'requesting' }, /is asking you/],
      [{ state: 'on', accelerator: 'Logo P', isDesktopManaged: true }, /has set it to Logo P\./],
      [{ state: 'on', accelerator: null, isDesktopManaged: true }, /decides which key/],
      [{ state: 'on', accelerator: null, isDesktopManaged: false }, /in every program/],
      [{ state: 'taken' }, /Another program has this key/],
      [{ state: 'denied' }, /did not allow it/],
    ] as [ShortcutView, RegExp][]) {
      await sendShortcut(view);
      expect(key.getByText(words)).toBeTruthy();
    }
    await sendShortcut({ state: 'unavailable' });
    expect(key.getByText('portico --palette')).toBeTruthy();
    expect(key.getByRole('button', { name: 'Copy command' })).toBeTruthy();
  });

  it('is read-only when set by policy', async () => {
    const key = await settings('settings-managed');
    expect(key.queryByRole('button')).toBeNull();
    expect(key.getByText('Set by your company')).toBeTruthy();
  });

  it('appears in the shortcut list only while active', async () => {
    await show('settings-desktop');
    await fireEvent.keyDown(window, { key: 'F1' });
    const list = within(screen.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    expect(list.getByText('Quick search from any program').nextElementSibling?.textContent.trim()).toBe(
      'Super+Shift+P',
    );
    await sendShortcut({ state: 'on', accelerator: null, isDesktopManaged: false });
    expect(list.getByText('Quick search from any program').nextElementSibling?.textContent.trim()).toBe(
      'CtrlAltSpace',
    );
    await sendShortcut({ state: 'taken' });
    expect(list.queryByText('Quick search from any program')).toBeNull();
    expect(list.getByText('Quit Portico')).toBeTruthy();
  });
});

it('tray setting says when the desktop has no tray', async () => {
  await settings('settings-no-desktop');
  const tray = screen.getByRole('checkbox', { name: 'Icon in the tray' });
  const descriptions = (tray.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id));
  expect(descriptions.map((element) => element?.textContent.trim())).toEqual([
    'Your favourites and the search, one click away.',
    'This desktop shows no icons of programs. Some desktops have an extension for it.',
  ]);
});

it('Ctrl+Q and the menu quit in every session state', async () => {
  await show('list');
  await fireEvent.click(screen.getByRole('button', { name: 'Menu' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: /Quit Portico/ }));
  host.send({ what: 'session', view: locked });
  await tick();
  await fireEvent.keyDown(window, { key: 'q', ctrlKey: true });
  await fireEvent.keyDown(window, { key: 'q', ctrlKey: true, repeat: true });
  expect(host.calls.filter(({ name }) => name === 'quit')).toHaveLength(2);
});

it('desktop labels are sent at start and after a language change', async () => {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene: 'list' }));
  const labelsSpy = vi.spyOn(host, 'setDesktopLabels');
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await waitFor(() => expect(labelsSpy).toHaveBeenCalledTimes(1));
  expect(labelsSpy.mock.calls[0]?.[0]).toEqual({
    open: 'Open Portico',
    search: 'Search…',
    quit: 'Quit Portico',
    shortcut: 'Search your company’s apps',
    backgroundRunningTitle: 'Portico keeps running',
    backgroundRunningBody: 'Start it again to see its window. “Quit Portico” in its menu ends it.',
  });
  const { settings } = host.state;
  host.send({ what: 'settings', view: { ...settings, language: { value: 'de', managed: false } } });
  await waitFor(() => expect(labelsSpy).toHaveBeenCalledTimes(2));
  expect(labelsSpy.mock.calls[1]?.[0].quit).toBe('Portico beenden');
});
