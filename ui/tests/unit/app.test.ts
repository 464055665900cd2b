// The whole UI over the demo host, without layout: texts of each state and effects of each button.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { preloadViews } from '../../src/views/lazy-views';
import { demoHost, type DemoHost } from '../demo/host';
import { firstRun, problem, signedIn, signedOut, signingIn, tenant } from '../demo/views';
import type { SceneName } from '../demo/scene';
import type { SessionView } from '../../src/lib/ipc/types';
import { Language } from '../../src/lib/text/language';

let host: DemoHost;

async function show(scene: SceneName, more: Record<string, string> = {}) {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene, ...more }));
  const result = render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
  return result;
}

/** Visible text, not only announced. */
const visibleText = (words: string) => screen.getByText(words, { ignore: '[role=status] *' });
const calledCommands = () => host.calls.map(({ name }) => name);
const sendSession = (view: SessionView) => {
  host.send({ what: 'session', view });
  return tick();
};

// happy-dom has no layout: sets a common window size.
beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(912);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520);
});
afterEach(cleanup);

describe('first run', () => {
  it('asks for the company address and sends it', async () => {
    await show('first-run');
    const field = screen.getByLabelText('Company address');
    expect(document.activeElement).toBe(field);
    await fireEvent.input(field, { target: { value: 'acme' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(host.calls[0]).toEqual({ name: 'enterTenant', args: ['acme'] });
  });

  it('offers the demo only if it is built in', async () => {
    await show('first-run');
    expect(screen.getByRole('button', { name: 'Try the demo' })).toBeTruthy();
    await sendSession({ ...firstRun(), offersDemo: false });
    expect(screen.queryByRole('button', { name: 'Try the demo' })).toBeNull();
  });

  it('describes the address field with the problem', async () => {
    await show('first-run-problem');
    const field = screen.getByLabelText('Company address');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const described = document.getElementById(field.getAttribute('aria-describedby')?.split(' ')[0] ?? '');
    expect(described?.textContent).toContain('No company is known as “amce”.');
  });
});

describe('sign-in', () => {
  it('shows the reasons for an unusual address and continues or goes back', async () => {
    await show('confirm');
    expect(screen.getByText('xn--cme-7cd.example:8443')).toBeTruthy();
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
    await fireEvent.click(screen.getByRole('button', { name: 'Yes, continue' }));
    expect(calledCommands()).toEqual(['confirmTenant']);
    cleanup();
    await show('confirm');
    await fireEvent.click(screen.getByRole('button', { name: 'Use another address' }));
    expect(calledCommands()).toEqual(['addAccount']);
  });

  it('shows each step with a Cancel button', async () => {
    await show('signed-out');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Sign in to Acme');
    await fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(calledCommands()).toEqual(['signIn']);
    const titles = {
      checking: 'Getting ready',
      opening: 'Opening the sign-in window',
      page: 'Sign in in the other window',
      finishing: 'Signing you in',
    };
    for (const name of ['checking', 'opening', 'page', 'finishing'] as const) {
      await sendSession(signingIn(name));
      expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(titles[name]);
      expect(screen.getByRole('button', { name: 'Cancel' })).toBeTruthy();
      expect(screen.queryByText(tenant.host) !== null).toBe(name === 'page');
      await waitFor(() => expect(screen.getByRole('status').textContent).toBe(titles[name]));
    }
    await sendSession(signingIn('page'));
    await fireEvent.click(screen.getByRole('button', { name: 'Show the sign-in window' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(calledCommands().slice(1)).toEqual(['showSignIn', 'cancelSignIn']);
    expect(visibleText('Sign-in was cancelled.')).toBeTruthy();
  });

  it('hides the company change when set by policy', async () => {
    await show('signed-out');
    expect(screen.getByRole('button', { name: 'Use another company' })).toBeTruthy();
    await sendSession({ ...signedOut, canChangeTenant: false });
    expect(screen.queryByRole('button', { name: 'Use another company' })).toBeNull();
  });

  it('quotes the server message', async () => {
    await show('signed-out-problem');
    expect(screen.getByText('The server said: “unauthorized client”')).toBeTruthy();
  });

  it('names the app that opens after sign-in', async () => {
    await show('signing-in-waiting');
    expect(screen.getByText('Opening Salesforce once you are signed in.')).toBeTruthy();
  });
});

describe('app list', () => {
  it('has landmarks, and each app is a button with its name', async () => {
    await show('list');
    for (const role of ['banner', 'search', 'main', 'contentinfo'])
      expect(screen.getByRole(role)).toBeTruthy();
    const tile = screen.getByRole('button', { name: 'AWS Production' });
    expect(tile.tagName).toBe('BUTTON');
    const described = document.getElementById(tile.getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toBe('Asks for an extra check before it opens');
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Search apps' }));
  });

  it('stays visible when a refresh fails, with one action', async () => {
    await show('offline');
    expect(visibleText('You are offline.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Outlook' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(calledCommands()).toEqual(['refresh']);
  });

  it('shows the cached list while signed out', async () => {
    await show('banner-signed-out');
    expect(visibleText('You are signed out.')).toBeTruthy();
    expect(screen.getByText(/These are your apps as of 09:12/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(calledCommands()).toEqual(['signIn']);
  });

  it('counts unreadable apps', async () => {
    await show('partial');
    expect(screen.getByText('3 apps could not be read')).toBeTruthy();
    expect(within(screen.getByRole('contentinfo')).getByText(/52 apps\s+· updated 09:12/)).toBeTruthy();
  });

  it('says that no apps are assigned when it is empty', async () => {
    await show('empty');
    expect(screen.getByText('No apps are assigned to you yet.')).toBeTruthy();
    await fireEvent.click(within(screen.getByRole('main')).getByRole('button', { name: 'Refresh' }));
    expect(calledCommands()).toEqual(['refresh']);
  });

  it('shows the skeleton only after 300 ms', async () => {
    await show('loading');
    expect(document.querySelector('.skeleton')).toBeNull();
    await waitFor(() => expect(document.querySelectorAll('.skeleton .tile')).toHaveLength(12));
    expect(screen.getByRole('status').textContent).toBe('Loading your apps');
  });

  it('Enter opens the selected search hit', async () => {
    await show('list');
    const box = screen.getByRole('combobox');
    await fireEvent.input(box, { target: { value: 'conf' } });
    const first = await screen.findByRole('option', { name: 'Conference Rooms' });
    expect(box.getAttribute('aria-activedescendant')).toBe(first.id);
    expect(first.querySelector('b')?.textContent).toBe('Conf');
    await fireEvent.keyDown(box, { key: 'ArrowDown' });
    expect(box.getAttribute('aria-activedescendant')).toBe(
      screen.getByRole('option', { name: 'Confluence' }).id,
    );
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(calledCommands()).toEqual(['openApp']));
    await fireEvent.keyDown(box, { key: 'Escape' });
    expect(screen.queryByRole('option')).toBeNull();
  });

  it('says that nothing matches and clears the search', async () => {
    await show('list');
    const box = screen.getByRole<HTMLInputElement>('combobox');
    await fireEvent.input(box, { target: { value: 'xyzzy' } });
    expect(await screen.findByRole('heading', { name: 'No apps match “xyzzy”' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    expect(box.value).toBe('');
  });

  it('offers Copy link when no browser could be started', async () => {
    await show('launch-failed');
    expect(visibleText('Outlook did not open.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Copy link' }));
    expect(calledCommands()).toEqual(['appLink']);
  });

  it('shows the session end only in the last hour', async () => {
    await show('ending');
    expect(screen.getByText(/^Session ends .*\d\d:\d\d$/)).toBeTruthy();
    await sendSession({ ...signedIn, endsAt: Date.now() + 7_200_000 });
    expect(screen.queryByText(/Session ends/)).toBeNull();
  });

  it('shows hostile names, categories and server messages as plain text', async () => {
    await show('hostile');
    for (const name of [
      '<img src=x onerror="window.__hostile=1">',
      '"><svg onload=window.__hostile=3>',
      '__proto__',
    ]) {
      expect(screen.getByRole('button', { name })).toBeTruthy();
    }
    expect(screen.getByText(/<a href="https:\/\/evil.test">Click here to fix<\/a>/)).toBeTruthy();
    expect(document.querySelector('main a, main b, header u, script, iframe, img[src="x"]')).toBeNull();
    expect('__hostile' in window).toBe(false);
  });

  it('shows the problem of a rejected command', async () => {
    await show('list');
    host.refresh = () => Promise.reject(problem('E-INTERNAL'));
    await fireEvent.keyDown(window, { key: 'F5' });
    expect(
      await screen.findByText('Something went wrong in Portico.', { ignore: '[role=status] *' }),
    ).toBeTruthy();
  });
});

describe('settings', () => {
  it('save each change immediately', async () => {
    await show('list');
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    const dialog = screen.getByRole('dialog', { name: 'Settings' });
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Dark' }));
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Ask me' }));
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Compact' }));
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Deutsch' }));
    for (const box of within(dialog).getAllByRole('checkbox')) await fireEvent.click(box);
    expect(host.calls.map(({ args }) => args[0])).toEqual([
      { what: 'theme', value: 'dark' },
      { what: 'opensIn', value: null },
      { what: 'density', value: 'compact' },
      { what: 'language', value: 'de' },
      { what: 'autostart', value: true },
      { what: 'keepRunning', value: true },
      { what: 'tray', value: true },
      { what: 'menuEntries', value: true },
      { what: 'notifications', value: false },
      { what: 'localCopy', value: false },
    ]);
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });

  it('lock managed settings and list unknown keys', async () => {
    await show('settings-managed');
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    const opens = screen.getByRole<HTMLFieldSetElement>('group', { name: 'Apps open' });
    expect(opens.disabled).toBe(true);
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getAllByText('Set by your company')).toHaveLength(11);
    for (const box of dialog.getAllByRole<HTMLInputElement>('checkbox')) expect(box.disabled).toBe(true);
    expect(screen.getByText('tenant.0.colour')).toBeTruthy();
  });
});
