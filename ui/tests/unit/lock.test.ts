// Lock and keyring, over the demo host.
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { preloadViews } from '../../src/views/lazy-views';
import { demoHost, type DemoHost } from '../demo/host';
import { defaultSettings, locked, problem, signedIn, signedOut, user } from '../demo/views';
import type { SceneName } from '../demo/scene';
import type { SessionView } from '../../src/lib/ipc/types';
import { Language } from '../../src/lib/text/language';

let host: DemoHost;

async function show(scene: SceneName, more: Record<string, string> = {}) {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene, ...more }));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
}

const sendSession = (view: SessionView) => {
  host.send({ what: 'session', view });
  return tick();
};
const clickButton = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const calls = () => host.calls.map(({ name, args }) => [name, ...args]);
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

describe('lock', () => {
  it('closes dialogs and hides the list', async () => {
    await show('list');
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    await sendSession(locked);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Outlook' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Settings' })).toBeNull();
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Unlock');
    await clickButton('Unlock');
    expect(calls()).toEqual([['unlock']]);
  });

  it('Ctrl+L locks only while signed in', async () => {
    await show('list');
    await fireEvent.keyDown(window, { key: 'l', ctrlKey: true });
    expect(calls()).toEqual([['lock']]);
    await fireEvent.keyDown(window, { key: 'l', ctrlKey: true });
    expect(calls()).toHaveLength(1);
  });

  it('user activity is reported at most once in 20 seconds', async () => {
    vi.useFakeTimers();
    await show('list');
    await fireEvent.pointerDown(document.body);
    expect(calls()).toEqual([]);
    host.send({
      what: 'settings',
      view: { ...defaultSettings(), idleLock: { value: 15, managed: false } },
    });
    for (let second = 0; second < 60; second++) {
      await fireEvent.pointerDown(document.body);
      vi.advanceTimersByTime(1000);
    }
    expect(calls()).toEqual([['recordActivity'], ['recordActivity'], ['recordActivity']]);
    await sendSession({ ...signedOut, user });
    vi.advanceTimersByTime(30_000);
    await fireEvent.keyDown(window, { key: 'Shift' });
    expect(calls()).toHaveLength(3);
  });
});

describe('unavailable keyring', () => {
  it('shows a dismissible banner with a retry once per run', async () => {
    await show('keyring-unavailable');
    expect(
      screen.getByText(/cannot be saved on this computer \(it has no keyring\)\./, {
        ignore: '[role=status] *',
      }),
    ).toBeTruthy();
    await clickButton('Try again');
    expect(calls()).toEqual([['retryKeyring']]);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Asking the keyring…' }).disabled).toBe(
      true,
    );
    await clickButton('Dismiss');
    await sendSession({ ...signedIn, endsAt: 1 });
    expect(screen.queryByText(/You stay signed in until/)).toBeNull();
  });

  it('explains why a stored session was not restored', async () => {
    for (const scene of ['signed-out-keyring', 'banner-keyring'] as const) {
      await show(scene);
      expect(
        screen.getByText(/could not be picked up \(its keyring is locked\)\./, { ignore: '[role=status] *' }),
      ).toBeTruthy();
      expect(screen.getByRole('button', { name: 'Sign in' })).toBeTruthy();
      host.send({ what: 'keyring', view: { problem: problem('E-KEY-LOCKED'), busy: false } });
      await tick();
      await clickButton('Try again');
      expect(calls()).toEqual([['retryKeyring']]);
      cleanup();
    }
  });

  it('shows no banner while signed out', async () => {
    await show('keyring-unavailable');
    await sendSession({ ...signedOut, user });
    expect(screen.queryByText(/You stay signed in until/)).toBeNull();
  });
});
