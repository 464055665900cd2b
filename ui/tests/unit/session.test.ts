// Session states in the whole UI over the demo host: banner, sign-in, accounts.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { preloadViews } from '../../src/views/lazy-views';
import { demoHost, type DemoHost } from '../demo/host';
import { problem, restoring, signedIn, signedOut, signingIn, user } from '../demo/views';
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
const buttonLabels = (place: HTMLElement) =>
  within(place)
    .getAllByRole('button')
    .map((button) => button.textContent?.trim());
const bannerArea = () => {
  const found = document.querySelector<HTMLElement>('.banners');
  if (!found) throw new Error('no strip');
  return found;
};

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

describe('list during session changes', () => {
  it('keeps its element and search query in every session state', async () => {
    await show('list');
    const box = screen.getByRole<HTMLInputElement>('combobox');
    await fireEvent.input(box, { target: { value: 'jira' } });
    const ended = { ...signedOut, user, problem: problem('E-SESSION-ENDED') };
    const states: SessionView[] = [
      ended,
      { ...signingIn('checking'), user },
      { ...signingIn('page'), user },
      { ...signingIn('page'), user, warning: problem('E-AUTH-BLANK') },
      { ...signingIn('page', 'browser'), user },
      restoring,
      { ...signedIn, replacing: true },
      signedIn,
    ];
    for (const state of states) {
      await sendSession(state);
      expect(screen.getByRole('combobox')).toBe(box);
      expect(box.value).toBe('jira');
      expect(screen.getByRole('option', { name: 'Jira' })).toBeTruthy();
    }
  });

  it('says “signed out” once', async () => {
    await show('banner-signed-out');
    expect(screen.getAllByText(/signed out/i, { ignore: '[role=status] *' })).toHaveLength(1);
  });

  it('clears the search when the user changes', async () => {
    await show('accounts');
    await fireEvent.input(screen.getByRole('combobox'), { target: { value: 'jira' } });
    await sendSession({ ...signedIn, user: { name: 'other@acme.test' } });
    expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('');
  });

  it('shows no banner while a session is restored quickly', async () => {
    vi.useFakeTimers();
    await show('banner-restoring');
    await vi.advanceTimersByTimeAsync(550);
    expect(bannerArea().textContent?.trim()).toBe('');
    await vi.advanceTimersByTimeAsync(100);
    expect(bannerArea().textContent).toContain('Picking up your session…');
    expect(bannerArea().textContent).toContain('unlock its keyring');
    await sendSession(signedIn);
    expect(bannerArea().textContent?.trim()).toBe('');
  });

  it('offers the actions of each state, and the focus moves with them', async () => {
    await show('banner-signed-out');
    const first = screen.getByRole('button', { name: 'Sign in' });
    first.focus();
    await sendSession({ ...signingIn('page'), user });
    expect(bannerArea().textContent).toContain('The page of acme.my.idaptive.app is open');
    expect(buttonLabels(bannerArea())).toEqual(['Show window', 'Cancel']);
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Show window'));
    await sendSession({ ...signingIn('page', 'browser'), user });
    expect(buttonLabels(bannerArea())).toEqual(['Copy sign-in link', 'Open again', 'Cancel']);
    await sendSession({ ...signedIn, replacing: true });
    expect(buttonLabels(bannerArea())).toEqual(['Show window', 'Cancel']);
    await clickButton('Show window');
    await clickButton('Cancel');
    expect(calls().slice(-2)).toEqual([['showSignIn'], ['cancelSignIn']]);
  });
});

describe('stuck sign-in', () => {
  it('shows the warning here and in the sign-in window', async () => {
    await show('signing-in-warning');
    expect(screen.getByRole('alert').textContent).toContain('asks for a passkey or a security key');
    const lead = 'The sign-in page asks for a passkey or a security key, which do not work in this window.';
    const bar = { text: lead, retry: 'Try again', browser: 'Continue in your browser' };
    expect(calls()).toEqual([['setSignInBar', bar]]);
    await sendSession({ ...signingIn('page'), warning: problem('E-AUTH-PASSKEY') });
    expect(calls()[1]).toEqual(['setSignInBar', { ...bar, browser: null }]);
    await sendSession(signingIn('page'));
    expect(calls().slice(2)).toEqual([['setSignInBar', null]]);
    await sendSession(signingIn('finishing'));
    expect(calls()).toHaveLength(3);
  });

  it('retries or continues in the browser', async () => {
    for (const [button, way] of [
      ['Try again', null],
      ['Continue in your browser', 'browser'],
    ] as const) {
      for (const scene of ['signing-in-warning', 'banner-warning'] as const) {
        await show(scene);
        await clickButton(button);
        expect(calls().at(1)).toEqual(['signIn', way]);
        cleanup();
      }
    }
  });

  it('offers the browser for a passkey before any warning', async () => {
    await show('signing-in-passkey');
    expect(screen.getByText(/Passkey or security key\?/)).toBeTruthy();
    await clickButton('Continue in your browser');
    expect(calls()).toContainEqual(['signIn', 'browser']);
  });

  it('copies the sign-in link that the browser received', async () => {
    await show('signing-in-browser');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Your browser is open');
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await clickButton('Copy sign-in link');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy());
    expect(writeText).toHaveBeenCalledWith(expect.stringContaining('/oauth2/authorize/'));
    await clickButton('Open again');
    expect(calls().at(-1)).toEqual(['signIn', 'browser']);
  });

  it('shows the link as text when the clipboard rejects', async () => {
    await show('signing-in-browser');
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'));
    await clickButton('Copy sign-in link');
    const field = await screen.findByLabelText<HTMLTextAreaElement>(/Select it here/);
    expect(field.value).toContain('/oauth2/authorize/');
  });
});

describe('signed-out view', () => {
  it('offers the browser and the setup check for matching problems', async () => {
    await show('signed-out-browser');
    await clickButton('Continue in your browser');
    expect(calls().at(-1)).toEqual(['signIn', 'browser']);
    cleanup();
    await show('signed-out-problem');
    await clickButton('Check this tenant');
    expect(screen.getByRole('dialog', { name: 'Check this tenant' })).toBeTruthy();
    expect(calls()).toEqual([['checkTenant']]);
  });

  it('shows an incomplete sign-out as plain information', async () => {
    await show('signed-out-left');
    expect(screen.getByText('Signed out here.', { ignore: '[role=status] *' })).toBeTruthy();
    expect(screen.getByText(/acme.my.idaptive.app could not be told/)).toBeTruthy();
    expect(document.querySelector('.banner.plain')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Check this tenant' })).toBeNull();
  });

  it('asks for a missing client secret before sign-in', async () => {
    await show('secret');
    await clickButton('Sign in');
    const dialog = screen.getByRole('dialog', { name: 'Client secret' });
    expect(calls()).toEqual([]);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Save and sign in' }));
    const field = within(dialog).getByLabelText<HTMLInputElement>('Client secret', { selector: 'input' });
    const described = field.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '';
    expect(document.getElementById(described)?.textContent).toBe('Type or paste the secret first.');
    expect(screen.getByRole('status').textContent).toBe('Type or paste the secret first.');
    expect(field.type).toBe('password');
    await fireEvent.input(field, { target: { value: ' s3cret\n' } });
    await fireEvent.submit(field.form as HTMLFormElement);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls().slice(0, 2)).toEqual([
      ['saveClientSecret', 's3cret'],
      ['signIn', null],
    ]);
  });

  it('keeps the secret dialog open when the keyring rejects the secret', async () => {
    await show('secret');
    host.saveClientSecret = () => Promise.reject(problem('E-KEY-DENIED'));
    await clickButton('Sign in');
    const field = screen.getByLabelText<HTMLInputElement>('Client secret', { selector: 'input' });
    await fireEvent.input(field, { target: { value: 's3cret' } });
    await fireEvent.submit(field.form as HTMLFormElement);
    expect(await within(screen.getByRole('dialog')).findByText(/Its keyring refused/)).toBeTruthy();
    expect(calls()).toEqual([]);
  });

  it('allows sign-in without a secret', async () => {
    await show('secret');
    await clickButton('Sign in');
    await clickButton('Sign in without one');
    expect(calls()).toEqual([['signIn', null]]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('switches to another account', async () => {
    await show('signed-out-accounts');
    await clickButton('sam@globex.test globex.id.cyberark.cloud');
    expect(calls()[0]).toEqual(['switchAccount', 'a3']);
  });

  it('goes back to the previous account', async () => {
    await show('first-run-back');
    await clickButton('Back');
    expect(calls()).toEqual([['goBack']]);
  });
});

describe('account menu', () => {
  const open = async () => {
    await fireEvent.keyDown(window, { key: 'A', ctrlKey: true, shiftKey: true });
    return screen.findByRole('menu');
  };
  const items = (menu: HTMLElement) =>
    within(menu)
      .getAllByRole('menuitem')
      .map((item) => item.textContent?.replace(/\s+/g, ' ').trim());

  it('lists all accounts and says which need a sign-in', async () => {
    await show('accounts');
    expect(items(await open())).toEqual([
      'admin@acme.testacme.my.idaptive.app',
      'sam@globex.testglobex.id.cyberark.cloud · Asks you to sign in',
      'Add account…',
      'Lock Ctrl L',
      'Sign out',
      'Sign out of all accounts',
      'Forget this account…',
    ]);
    await fireEvent.click(screen.getByRole('menuitem', { name: /admin@acme.test/ }));
    expect(calls()).toEqual([['switchAccount', 'a2']]);
  });

  it('hides account management for an account set by policy', async () => {
    await show('list');
    host.send({ what: 'accounts', view: { accounts: [], canAdd: false } });
    host.send({ what: 'keyring', view: { problem: problem('E-KEY-ABSENT'), busy: false } });
    await tick();
    expect(items(await open())).toEqual(['Sign out']);
  });

  it('removes an account only after confirmation', async () => {
    await show('accounts');
    await open();
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Forget this account…' }));
    const dialog = screen.getByRole('dialog', { name: 'Forget this account?' });
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(3);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(calls()).toEqual([]);
    await open();
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Forget this account…' }));
    await clickButton('Forget account');
    expect(calls()).toEqual([['forgetAccount', 'a1']]);
  });

  it('signs out of all accounts', async () => {
    await show('accounts');
    await open();
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Sign out of all accounts' }));
    expect(calls()[0]).toEqual(['signOut', true]);
  });
});
