// The setup check, and the settings for sign-in and lock, over the demo host.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { preloadViews } from '../../src/views/lazy-views';
import { demoHost, type DemoHost } from '../demo/host';
import { setupCheck, defaultSettings, passedSteps, tenant } from '../demo/views';
import type { SceneName } from '../demo/scene';
import { Language } from '../../src/lib/text/language';

let host: DemoHost;

async function show(scene: SceneName, more: Record<string, string> = {}) {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene, ...more }));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
}

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

describe('setup check', () => {
  async function open(scene: SceneName) {
    await show(scene);
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    await fireEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', { name: 'Check this tenant' }),
    );
    return screen.getByRole('dialog', { name: 'Check this tenant' });
  }

  it('shows the verdict of each step as text', async () => {
    const dialog = await open('check-failed');
    const words = within(dialog)
      .getAllByRole('listitem')
      .map((item) => item.querySelector('.status')?.textContent);
    expect(words).toEqual(['Fine', 'Fine', 'Fine', 'Failed', ...Array.from({ length: 5 }, () => 'Skipped')]);
  });

  it('shows the values to enter at the failed step, with copy buttons', async () => {
    const dialog = await open('check-failed');
    const value = `https://${tenant.host}/sysinfo/dummy`;
    expect(within(dialog).getByText(/add this line to Redirects/)).toBeTruthy();
    expect(within(dialog).getByText(value)).toBeTruthy();
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await clickButton('Copy: Redirect');
    await clickButton('Copy report');
    await waitFor(() => expect(writeText).toHaveBeenCalledTimes(2));
    expect(writeText.mock.calls[0]).toEqual([value]);
    const report = writeText.mock.calls[1]?.[0] ?? '';
    expect(report).toContain('4. It knows the redirect: Failed');
    expect(report).toContain('E-AUTH-REDIRECT · request 7d40.11c9.b2');
    expect(report).toContain(`Redirect: ${value}`);
  });

  it('lists only the steps that apply to the sign-in method once the check is finished', async () => {
    const dialog = await open('check-running');
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(9);
    host.send({ what: 'setupCheck', view: setupCheck(passedSteps(2)) });
    await tick();
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(2);
  });

  it('shows progress and ignores a second start while running', async () => {
    const dialog = await open('check-running');
    const word = (at: number) =>
      within(dialog).getAllByRole('listitem')[at]?.querySelector('.status')?.textContent;
    expect([word(2), word(3), word(4)]).toEqual(['Fine', 'Looking…', 'Waiting']);
    await clickButton('Check again');
    expect(calls()).toEqual([]);
    host.send({ what: 'setupCheck', view: setupCheck(passedSteps(9)) });
    await tick();
    expect(screen.getByText(/Nothing speaks against it/, { ignore: '[role=status] *' })).toBeTruthy();
    await clickButton('Check again');
    expect(calls()).toEqual([['checkTenant']]);
  });
});

describe('session settings', () => {
  it('save the idle lock and the sign-in method', async () => {
    await show('list');
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    await fireEvent.click(screen.getByRole('radio', { name: '5 min' }));
    await fireEvent.click(screen.getByRole('radio', { name: 'Never' }));
    await fireEvent.click(screen.getByRole('radio', { name: 'In your browser' }));
    expect(calls()).toEqual([
      ['saveSettings', { what: 'idleLock', value: 5 }],
      ['saveSettings', { what: 'idleLock', value: 0 }],
      ['saveSettings', { what: 'signIn', value: 'browser' }],
    ]);
  });

  it('show a configured idle time that is not among the presets', async () => {
    await show('settings-managed');
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: '10 min' }).checked).toBe(true);
  });

  it('hide sign-in method and setup check before a tenant is known', async () => {
    await show('first-run');
    host.send({
      what: 'settings',
      view: { ...defaultSettings(), signIn: null },
    });
    await tick();
    await clickButton('Settings');
    expect(screen.queryByRole('group', { name: 'How you sign in' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Check this tenant' })).toBeNull();
  });
});
