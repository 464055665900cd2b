// Preferences in the whole UI over the demo host, without layout.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost, type DemoHost } from '../demo/host';
import { defaultSettings } from '../demo/views';
import type { SceneName } from '../demo/scene';
import type { AppChangeView, PreferencesView } from '../../src/lib/ipc/types';
import { Language } from '../../src/lib/text/language';
import { preloadViews } from '../../src/views/lazy-views';

let host: DemoHost;

async function show(scene: SceneName) {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene }));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
}
const calls = () => host.calls.map(({ name, args }) => [name, ...args]);
const key = (name: string) => host.state.apps.apps.find((app) => app.name === name)?.key;
const sendPreferences = (view: Partial<PreferencesView>) => {
  host.send({ what: 'preferences', view: { ...host.state.preferences, ...view } });
  return tick();
};
const addedChange = (name: string): AppChangeView => ({
  kind: 'added',
  key: name,
  name,
  at: Date.now(),
  was: null,
  until: null,
});

/** The accessible description. */
const descriptionOf = (element: Element | undefined) =>
  document.getElementById(element?.getAttribute('aria-describedby') ?? '')?.textContent;

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(912);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('app tile', () => {
  it('is named after its app and described by its status', async () => {
    await show('home');
    const [tile] = screen.getAllByRole('button', { name: 'Greenhouse' });
    expect(descriptionOf(tile)).toBe('New for you');
    const star = screen.getAllByRole('button', { name: 'Favourite: Jira' })[0];
    expect(star?.getAttribute('aria-pressed')).toBe('true');
    expect(star?.closest('button button')).toBeNull();
    const more = screen.getAllByRole('button', { name: 'Actions for Jira' })[0];
    expect(more?.getAttribute('aria-haspopup')).toBe('menu');
  });

  it('does not mention an end date that is far away', async () => {
    await show('home');
    const shared = screen.queryAllByRole('button', { name: 'Budget Draft' })[0];
    expect(descriptionOf(shared)).toBe('New for you. Shared with you by a colleague');
    await fireEvent.input(screen.getByRole('combobox'), { target: { value: 'customer onb' } });
    const hit = await screen.findByRole('option', { name: 'Customer Onboarding' });
    expect(descriptionOf(hit)).toContain('Shared with you by a colleague');
  });

  it('sends each user action once', async () => {
    await show('home');
    await fireEvent.click(screen.getAllByRole('button', { name: 'Favourite: Zoom' })[0] as HTMLElement);
    expect(calls()).toEqual([['setFavorite', key('Zoom'), true]]);
    await fireEvent.click(screen.getAllByRole('button', { name: 'Actions for Zoom' })[0] as HTMLElement);
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Hide' }));
    expect(calls()[1]).toEqual(['setAppHidden', key('Zoom'), true]);
    expect(screen.queryByRole('button', { name: 'Zoom' })).toBeNull();
  });

  it('moves a favorite to first place from its menu', async () => {
    await show('home');
    const actions = screen.getAllByRole('button', { name: 'Actions for GitHub Enterprise' })[0];
    await fireEvent.click(actions as HTMLElement);
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Move to first place' }));
    expect(calls()).toEqual([['moveFavorite', key('GitHub Enterprise'), 0]]);
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('GitHub Enterprise, 1 of 5'));
  });
});

describe('desktop notification', () => {
  const blurWindow = () => vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  const notifications = () => calls().filter(([name]) => name === 'notify');

  it('is sent once for changes while the window is unfocused', async () => {
    await show('home');
    blurWindow();
    const { activityFeed, unreadChanges } = host.state.preferences;
    await sendPreferences({
      activityFeed: [addedChange('Miro Two'), ...activityFeed],
      unreadChanges: unreadChanges + 1,
    });
    expect(notifications()).toEqual([['notify', 'Your apps have changed', 'New: Miro Two']]);
    // A view without new changes sends nothing.
    await sendPreferences({
      activityFeed: [addedChange('Miro Two'), ...activityFeed].slice(1),
      unreadChanges,
    });
    expect(notifications()).toHaveLength(1);
  });

  it('is not sent for the first list', async () => {
    blurWindow();
    await show('home');
    expect(host.state.preferences.unreadChanges).toBe(3);
    expect(notifications()).toEqual([]);
  });

  it('is not sent while the window has focus or notifications are off', async () => {
    await show('home');
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const { activityFeed } = host.state.preferences;
    await sendPreferences({ activityFeed: [addedChange('One'), ...activityFeed], unreadChanges: 4 });
    blurWindow();
    host.send({
      what: 'settings',
      view: { ...defaultSettings(), notifications: { value: false, managed: true } },
    });
    await sendPreferences({
      activityFeed: [addedChange('Two'), addedChange('One'), ...activityFeed],
      unreadChanges: 5,
    });
    expect(notifications()).toEqual([]);
  });
});

describe('stale list', () => {
  it('is refreshed once when the window regains focus', async () => {
    await show('home');
    const refreshes = () => calls().filter(([name]) => name === 'refresh').length;
    const list = { ...host.state.freshness, updatedAt: Date.now() - 60_000 };
    host.send({ what: 'freshness', view: list });
    await fireEvent.focus(window);
    expect(refreshes()).toBe(0);
    host.send({ what: 'freshness', view: { ...list, updatedAt: Date.now() - 16 * 60_000 } });
    await fireEvent.focus(window);
    await fireEvent.focus(window);
    expect(refreshes()).toBe(1);
  });
});

describe('details panel', () => {
  it('are fetched again when the list changes', async () => {
    await show('home');
    const appDetailsSpy = vi.spyOn(host, 'appDetails');
    const tile = screen.getAllByRole('button', { name: 'AWS Production' })[0];
    tile?.focus();
    await fireEvent.keyDown(tile as HTMLElement, { key: 'i', ctrlKey: true });
    await screen.findByText('14 times');
    const before = appDetailsSpy.mock.calls.length;
    host.send({ what: 'apps', view: { ...host.state.apps } });
    await waitFor(() => expect(appDetailsSpy.mock.calls.length).toBeGreaterThan(before));
  });

  it('are closed by the lock', async () => {
    await show('home');
    const tile = screen.getAllByRole('button', { name: 'Jira' })[0];
    tile?.focus();
    await fireEvent.keyDown(tile as HTMLElement, { key: 'i', ctrlKey: true });
    await screen.findAllByRole('heading', { name: 'Jira' });
    await host.lock();
    await tick();
    expect(screen.queryByText('Jira')).toBeNull();
  });
});
