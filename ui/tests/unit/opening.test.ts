// What is asked before an app opens, and what is said while it does not open yet, over the demo host.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost, type DemoHost } from '../../src/lib/host/demo';
import { launch, problem, signedIn, signedOut } from '../../src/lib/host/demo/views';
import type { SceneName } from '../../src/lib/host/demo/scenes';
import type { AppWindowLabels } from '../../src/lib/host/types';
import type { LaunchView, SettingsChange } from '../../src/lib/ipc/types';
import { slowLaunchMs } from '../../src/lib/state/launches.svelte';
import { Language } from '../../src/lib/text/language';
import { preloadViews } from '../../src/views/lazy-views';

let host: DemoHost;

async function show(scene: SceneName) {
  host = demoHost(new URLSearchParams({ scene }));
  const result = render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
  return result;
}

const calls = (...names: string[]) =>
  host.calls
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ name, args }) => [name, ...args]);
const key = (name: string) => host.state.apps.apps.find((app) => app.name === name)?.key ?? '';
const button = (name: string | RegExp) => screen.getByRole('button', { name });
/** The whole page, apart from what was typed. */
const markup = () => new XMLSerializer().serializeToString(document);
const announcement = () => screen.getByRole('status').textContent;
const sendLaunch = (view: LaunchView) => {
  host.send({ what: 'launch', view });
  return tick();
};

// Fetched once, before the clock of a test runs.
beforeAll(preloadViews, 60_000);
beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(912);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520);
});
afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

describe('open with', () => {
  async function openWith(name = 'Outlook') {
    button(name).focus();
    await fireEvent.keyDown(button(name), { key: 'o', ctrlKey: true });
    const dialog = within(screen.getByRole('dialog', { name: `Open ${name} with…` }));
    await dialog.findByRole('radio', { name: 'Firefox' });
    return dialog;
  }

  it('opens from the app menu, and Cancel opens nothing', async () => {
    await show('one-section');
    await fireEvent.click(button('Actions for Outlook'));
    await fireEvent.click(screen.getByRole('menuitem', { name: /^Open with…/ }));
    expect(screen.getByRole('dialog', { name: 'Open Outlook with…' })).toBeTruthy();
    await fireEvent.click(button('Cancel'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls('openApp')).toEqual([]);
  });

  it('opens from the app details', async () => {
    await show('one-section');
    button('Outlook').focus();
    await fireEvent.keyDown(button('Outlook'), { key: 'i', ctrlKey: true });
    await fireEvent.click(button('Open with…'));
    expect(screen.getByRole('dialog', { name: 'Open Outlook with…' })).toBeTruthy();
  });

  it('labels each target in full and opens there once', async () => {
    await show('one-section');
    const dialog = await openWith();
    const radios = dialog.getAllByRole<HTMLInputElement>('radio');
    expect(radios.map((radio) => radio.getAttribute('aria-label'))).toEqual([
      'Your browser',
      'Portico window',
      'Firefox',
      'Firefox, profile Personal',
      'Firefox, profile Work',
      'Firefox, private window',
      'Chromium',
      'Chromium, private window',
      'Web',
    ]);
    expect(radios.filter(({ checked }) => checked)).toEqual([radios[0]]);
    await fireEvent.click(dialog.getByRole('radio', { name: 'Firefox, profile Work' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Open' }));
    expect(calls('openApp', 'saveSettings')).toEqual([
      ['openApp', key('Outlook'), 'browser:firefox:profile=work'],
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(announcement()).toBe('Opening Outlook in Firefox, profile Work'));
  });

  it('saves the answer as a rule', async () => {
    await show('one-section');
    const dialog = await openWith();
    await fireEvent.click(dialog.getByRole('radio', { name: 'Chromium' }));
    await fireEvent.click(dialog.getByRole('checkbox', { name: 'Always open Outlook here' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Open' }));
    const rule = { app: key('Outlook'), category: null, target: 'browser:chromium' };
    expect(calls('saveSettings')).toEqual([['saveSettings', { what: 'openRules', value: [rule] }]]);
  });

  it('does not offer to remember when a policy rule decides', async () => {
    await show('open-with-fixed');
    const dialog = await openWith();
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'Portico window' }).checked).toBe(true);
    expect(dialog.queryByRole('checkbox')).toBeNull();
    expect(dialog.getByText('Where it usually opens is set by your company.')).toBeTruthy();
  });

  it('filters a long list of targets by typing', async () => {
    await show('open-with-many');
    const dialog = await openWith();
    const find = dialog.getByRole('textbox', { name: 'Find a browser or profile' });
    await fireEvent.input(find, { target: { value: 'test@' } });
    const [only, ...others] = dialog.getAllByRole<HTMLInputElement>('radio');
    expect(others).toEqual([]);
    expect(only?.checked).toBe(true);
    await fireEvent.click(dialog.getByRole('button', { name: 'Open' }));
    expect(calls('openApp')[0]?.[2]).toBe('browser:google-chrome:profile=Profile 1');
  });

  it('disables Open when no target matches', async () => {
    await show('open-with-many');
    const dialog = await openWith();
    await fireEvent.input(dialog.getByRole('textbox'), { target: { value: 'xyzzy' } });
    expect(dialog.getByText('Nothing here is called “xyzzy”.')).toBeTruthy();
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Open' }).disabled).toBe(true);
  });

  it('saves the answer for all apps when reached from the target prompt', async () => {
    await show('ask-target');
    await fireEvent.click(button('Outlook'));
    await fireEvent.click(button('Somewhere else…'));
    const dialog = within(screen.getByRole('dialog', { name: 'Open Outlook with…' }));
    expect(dialog.getByRole<HTMLInputElement>('checkbox', { name: 'Remember my answer' }).checked).toBe(true);
    await fireEvent.click(await dialog.findByRole('radio', { name: 'Chromium' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Open' }));
    expect(calls('saveSettings', 'openApp')).toEqual([
      ['saveSettings', { what: 'opensIn', value: 'browser:chromium' }],
      ['openApp', key('Outlook'), 'browser:chromium'],
    ]);
  });

  it('target prompt offers no remembering when policy asks each time', async () => {
    await show('ask-target');
    const opensIn = { value: null, managed: true };
    host.send({ what: 'settings', view: { ...host.state.settings, opensIn } });
    await fireEvent.click(button('Outlook'));
    expect(screen.queryByRole('checkbox')).toBeNull();
    await fireEvent.click(button('Somewhere else…'));
    expect(screen.queryByRole('checkbox')).toBeNull();
    await fireEvent.click(button('Open'));
    expect(calls('saveSettings')).toEqual([]);
  });

  it('target prompt says that the browser is signed in already', async () => {
    await show('ask-target-browser');
    await fireEvent.click(button('Outlook'));
    expect(screen.getByText(/You are signed in there already/)).toBeTruthy();
  });
});

describe('waiting launch', () => {
  it('for the network can be opened anyway', async () => {
    await show('waiting-network');
    expect(
      screen.getByText('Opening Salesforce once the network is back.', { selector: 'main *' }),
    ).toBeTruthy();
    await fireEvent.click(button('Open anyway'));
    expect(calls('openAnyway')).toEqual([['openAnyway']]);
  });

  it('for sign-in can be canceled without canceling the sign-in', async () => {
    await show('waiting-sign-in');
    expect(screen.queryByRole('button', { name: 'Open anyway' })).toBeNull();
    await fireEvent.click(button('Cancel opening Salesforce'));
    expect(calls('cancelLaunch', 'cancelSignIn')).toEqual([['cancelLaunch']]);
    expect(screen.getByText('Salesforce was not opened.', { selector: 'main *' })).toBeTruthy();
  });

  it('shows exactly one status notice in each phase', async () => {
    const { container } = await show('waiting-network');
    const strips = () => container.querySelectorAll('main .notice').length;
    for (const view of [
      launch('Jira', 'opening'),
      launch('Jira', 'failed', problem('E-LAUNCH-OPEN')),
      launch('Slack', 'waiting'),
      launch('Slack', 'canceled'),
    ]) {
      await sendLaunch(view);
      expect(strips()).toBe(1);
    }
  });

  it('a slow launch can be canceled', async () => {
    await show('list');
    vi.useFakeTimers();
    await sendLaunch(launch('Jira', 'opening'));
    expect(screen.queryByRole('button', { name: 'Cancel opening Jira' })).toBeNull();
    await vi.advanceTimersByTimeAsync(slowLaunchMs);
    await fireEvent.click(button('Cancel opening Jira'));
    expect(calls('cancelLaunch')).toEqual([['cancelLaunch']]);
  });

  it('an unavailable target offers the default browser', async () => {
    await show('target-gone');
    expect(screen.getByText(/\(“vivaldi”\) is not on this computer/, { selector: 'main *' })).toBeTruthy();
    await fireEvent.click(button('Open in your browser'));
    expect(calls('openApp')).toEqual([['openApp', key('Salesforce'), 'browser']]);
  });
});

describe('app credentials dialog', () => {
  const secret = 'c4n4ry-0x5ecret';
  const field = () => screen.getByLabelText<HTMLInputElement>('Password');
  const name = () => screen.getByLabelText<HTMLInputElement>('User name');

  it('sends the password once and removes it from the page', async () => {
    await show('credentials');
    await fireEvent.input(name(), { target: { value: ' user.17 ' } });
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    expect(calls('saveAppCredentials')).toEqual([['saveAppCredentials', 'user.17', secret]]);
    expect(field().value).toBe('');
    const values = [...document.querySelectorAll('input')].map(({ value }) => value);
    expect([markup(), ...values].join('\n')).not.toContain(secret);
    // On its way: a second press does nothing.
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Saving…'));
    expect(calls('saveAppCredentials')).toHaveLength(1);
  });

  it('shows the password only while revealed', async () => {
    await show('credentials');
    expect([field().type, field().autocomplete]).toEqual(['password', 'off']);
    await fireEvent.click(button('Show password'));
    expect(field().type).toBe('text');
    expect(button('Show password').getAttribute('aria-pressed')).toBe('true');
    await fireEvent.click(button('Show password'));
    expect(field().type).toBe('password');
  });

  it('requires user name and password', async () => {
    await show('credentials');
    await fireEvent.click(button('Save and open'));
    expect(document.activeElement).toBe(name());
    expect(announcement()).toBe('Type the user name and the password first.');
    await fireEvent.input(name(), { target: { value: 'user.17' } });
    await fireEvent.click(button('Save and open'));
    expect(document.activeElement).toBe(field());
    expect(calls('saveAppCredentials')).toEqual([]);
  });

  it('shows a fixed user name as text and sends it unchanged', async () => {
    await show('credentials-fixed');
    expect(screen.queryByRole('textbox', { name: 'User name' })).toBeNull();
    expect(screen.getByText('user@acme.test', { selector: 'form *' })).toBeTruthy();
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    expect(calls('saveAppCredentials')).toEqual([['saveAppCredentials', 'user@acme.test', secret]]);
  });

  it('shows a rejection and keeps the user name', async () => {
    await show('credentials');
    await fireEvent.input(name(), { target: { value: 'user.17' } });
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    const credentialsPrompt = { username: 'user.17', usernameIsFixed: false, saving: false };
    await sendLaunch({
      ...launch(
        'Time Sheets',
        'promptingCredentials',
        problem('E-API-FAILED', { serverMessage: 'Too short.' }),
      ),
      credentialsPrompt,
    });
    expect(within(screen.getByRole('dialog')).getByText('The server said: “Too short.”')).toBeTruthy();
    expect([name().value, field().value]).toEqual(['user.17', '']);
    expect(document.activeElement).toBe(field());
    expect(announcement()).toBe('acme.my.idaptive.app could not answer.');
    const described = (field().getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent).join(' ')).toContain('Too short.');
  });

  it('keeps the password in its field during a required sign-in', async () => {
    await show('credentials');
    await fireEvent.input(name(), { target: { value: 'user.17' } });
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    const credentialsPrompt = { username: 'user.17', usernameIsFixed: false, saving: false };
    const sessionEnded = () => ({
      ...launch('Time Sheets', 'promptingCredentials', problem('E-SESSION-ENDED')),
      credentialsPrompt,
    });
    const { user } = signedOut;
    host.send({ what: 'session', view: { ...signedOut, problem: problem('E-SESSION-ENDED') } });
    await sendLaunch(sessionEnded());
    const first = 'Your session has ended. Sign in first, then save once more. What you typed stays here.';
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByText(first)).toBeTruthy();
    await waitFor(() => expect(announcement()).toBe(first));
    expect([name().value, field().value]).toEqual(['user.17', secret]);
    expect(markup()).not.toContain(secret);
    // Pressed too early it stays as well, as does what is changed meanwhile.
    await fireEvent.input(field(), { target: { value: `${secret}2` } });
    await fireEvent.click(button('Save and open'));
    await sendLaunch(sessionEnded());
    expect(field().value).toBe(`${secret}2`);
    host.send({ what: 'session', view: { ...signedIn, user: user ?? signedIn.user } });
    await tick();
    const again = 'You are signed in again. Save once more.';
    expect(dialog.getByText(again)).toBeTruthy();
    await waitFor(() => expect(announcement()).toBe(again));
    await fireEvent.click(button('Save and open'));
    expect(calls('saveAppCredentials').at(-1)).toEqual(['saveAppCredentials', 'user.17', `${secret}2`]);
    await sendLaunch({
      ...launch('Time Sheets', 'promptingCredentials'),
      credentialsPrompt: { ...credentialsPrompt, saving: true },
    });
    expect(field().value).toBe('');
    expect(dialog.queryByText(again)).toBeNull();
  });

  it('can be skipped or canceled', async () => {
    await show('credentials');
    await fireEvent.click(button('Open without'));
    expect(calls('openAnyway')).toEqual([['openAnyway']]);
    expect(screen.queryByRole('dialog')).toBeNull();
    cleanup();
    await show('credentials');
    await fireEvent.keyDown(field(), { key: 'Escape' });
    expect(calls('cancelLaunch')).toEqual([['cancelLaunch']]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is closed while Portico is locked', async () => {
    await show('credentials');
    await fireEvent.input(field(), { target: { value: secret } });
    await host.lock();
    await tick();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(markup()).not.toContain(secret);
  });
});

describe('deep link prompt', () => {
  it('focuses No and ignores other answers for one second', async () => {
    vi.useFakeTimers();
    await show('link');
    expect(document.activeElement).toBe(button('No'));
    await fireEvent.click(button('Open once'));
    expect(calls('answerLink')).toEqual([]);
    expect(button('Open once').getAttribute('aria-disabled')).toBe('true');
    await vi.advanceTimersByTimeAsync(1000);
    expect(button('Open once').getAttribute('aria-disabled')).toBe('false');
    await fireEvent.click(button('Open once'));
    expect(calls('answerLink')).toEqual([['answerLink', 'once']]);
  });

  it('a new link restarts the delay', async () => {
    vi.useFakeTimers();
    await show('link');
    await vi.advanceTimersByTimeAsync(1000);
    host.send({ what: 'linkPrompt', view: { pending: { key: 'x', name: 'Workday', program: null } } });
    await tick();
    expect(screen.getByRole('dialog', { name: 'A link wants to open Workday' })).toBeTruthy();
    await fireEvent.click(button('Always for Workday'));
    expect(calls('answerLink')).toEqual([]);
    expect(document.activeElement).toBe(button('No'));
  });

  it('names the calling program and offers to always allow it', async () => {
    await show('link-program');
    expect(screen.getByText('It comes from Thunderbird.')).toBeTruthy();
    expect(button('Always from Thunderbird')).toBeTruthy();
    await fireEvent.keyDown(button('No'), { key: 'Escape' });
    expect(calls('answerLink')).toEqual([['answerLink', 'no']]);
  });

  it('opens above the credentials dialog and keeps the typed password', async () => {
    await show('credentials');
    const field = screen.getByLabelText<HTMLInputElement>('Password');
    await fireEvent.input(field, { target: { value: 'half' } });
    field.focus();
    host.send({ what: 'linkPrompt', view: { pending: { key: 'x', name: 'Workday', program: null } } });
    await tick();
    await fireEvent.click(button('No'));
    await tick();
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('half');
    expect(document.activeElement).toBe(field);
  });
});

describe('external search request', () => {
  const box = () => screen.getByRole<HTMLInputElement>('combobox');

  it('fills the search box on each request', async () => {
    await show('list');
    const requestSearch = async (words: string, turn: number) => {
      host.send({ what: 'searchRequest', view: { query: words, sequence: turn } });
      await tick();
    };
    await requestSearch('conf', 1);
    expect(box().value).toBe('conf');
    expect(document.activeElement).toBe(box());
    await fireEvent.input(box(), { target: { value: '' } });
    await requestSearch('conf', 2);
    expect(box().value).toBe('conf');
    expect(await screen.findByRole('option', { name: 'Confluence' })).toBeTruthy();
  });

  it('waits until a list is shown', async () => {
    await show('signed-out');
    host.send({ what: 'searchRequest', view: { query: 'jira', sequence: 1 } });
    await tick();
    host.send({ what: 'session', view: { ...signedOut, user: { name: 'user@acme.test' } } });
    host.send({ what: 'freshness', view: { ...host.state.freshness, loaded: true } });
    await tick();
    expect(box().value).toBe('jira');
  });
});

describe('open rules in settings', () => {
  const saved = () => calls('saveSettings').map(([, change]) => change as SettingsChange);
  async function settings(scene: SceneName) {
    await show(scene);
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    await screen.findByText('Salesforce: Firefox, profile Work');
  }
  const lines = () =>
    [...document.querySelectorAll('dialog li > .visually-hidden')].map((line) => line.textContent);

  it('show one line per rule and mark unavailable apps and targets', async () => {
    await settings('rules');
    expect(lines()).toEqual([
      'Salesforce: Firefox, profile Work',
      'All apps in Finance: Portico window',
      'An app that you no longer have: vivaldi, private window (not on this computer)',
    ]);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Chromium' }).checked).toBe(true);
  });

  it('can be moved and removed, and keep the focus', async () => {
    await settings('rules');
    await fireEvent.click(button('Move down: Salesforce'));
    expect(lines()[1]).toContain('Salesforce');
    await waitFor(() => expect(document.activeElement).toBe(button('Move down: Salesforce')));
    expect(announcement()).toBe('Salesforce, 2 of 3');
    await fireEvent.click(button('Move down: Salesforce'));
    await waitFor(() => expect(document.activeElement).toBe(button('Move up: Salesforce')));
    await fireEvent.click(button('Move down: Salesforce'));
    expect(saved()).toHaveLength(2);
    await fireEvent.click(button('Remove: Salesforce'));
    expect(lines()).toHaveLength(2);
    await waitFor(() =>
      expect(document.activeElement).toBe(button('Remove: An app that you no longer have')),
    );
    expect(announcement()).toBe('Removed: Salesforce');
  });

  it('are added for a category at the end', async () => {
    await settings('rules');
    await fireEvent.click(button('Add a category…'));
    const dialog = within(screen.getByRole('dialog', { name: 'Where a category opens' }));
    await fireEvent.change(dialog.getByRole('combobox'), { target: { value: 'Design' } });
    await fireEvent.click(dialog.getByRole('radio', { name: 'Firefox, private window' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Add' }));
    const [change] = saved();
    const rules = change?.what === 'openRules' ? change.value : [];
    expect(rules).toHaveLength(4);
    expect(rules.at(-1)).toEqual({ app: null, category: 'Design', target: 'browser:firefox:private' });
    expect(screen.getByRole('dialog', { name: 'Settings' })).toBeTruthy();
  });

  it('from policy are read-only', async () => {
    await settings('rules-fixed');
    expect(lines()[0]).toBe('All apps in Finance: Portico window');
    expect(screen.queryByRole('button', { name: 'Remove: All apps in Finance' })).toBeNull();
    expect(button('Remove: Salesforce')).toBeTruthy();
  });

  it('default target can be any target, and Escape closes only the inner dialog', async () => {
    await settings('rules');
    await fireEvent.click(button('Another place…'));
    const targetDialog = screen.getByRole('dialog', { name: 'Where apps open' });
    await fireEvent.keyDown(within(targetDialog).getByRole('radio', { name: 'Chromium' }), { key: 'Escape' });
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
    await fireEvent.click(button('Another place…'));
    await fireEvent.click(screen.getByRole('radio', { name: 'Firefox, profile Work' }));
    await fireEvent.click(button('Use this place'));
    expect(saved()).toEqual([{ what: 'opensIn', value: 'browser:firefox:profile=work' }]);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Firefox, profile Work' }).checked).toBe(true);
  });
});

it('app window labels are sent after the list is shown and after a language change', async () => {
  await preloadViews();
  const german = await Language.load(['de']);
  vi.useFakeTimers();
  host = demoHost(new URLSearchParams({ scene: 'list' }));
  const sentLabels: AppWindowLabels[] = [];
  host.setAppWindowLabels = (words) => Promise.resolve(void sentLabels.push(words));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await vi.advanceTimersByTimeAsync(400);
  expect(sentLabels.map(({ saved, matchCount }) => [saved, matchCount])).toEqual([
    ['{name} is saved.', 'Found: {count}'],
  ]);
  host.send({
    what: 'settings',
    view: { ...host.state.settings, language: { value: 'de', managed: false } },
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(sentLabels.at(-1)?.back).toBe(german.messages.appWindow.back);
  expect(sentLabels).toHaveLength(2);
});
