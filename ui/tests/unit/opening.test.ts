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
const spoken = () => screen.getByRole('status').textContent;
const tell = (view: LaunchView) => {
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

  it('is in the menu of an app', async () => {
    await show('one-section');
    await fireEvent.click(button('Actions for Outlook'));
    await fireEvent.click(screen.getByRole('menuitem', { name: /^Open with…/ }));
    expect(screen.getByRole('dialog', { name: 'Open Outlook with…' })).toBeTruthy();
    await fireEvent.click(button('Cancel'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls('openApp')).toEqual([]);
  });

  it('is in its details', async () => {
    await show('one-section');
    button('Outlook').focus();
    await fireEvent.keyDown(button('Outlook'), { key: 'i', ctrlKey: true });
    await fireEvent.click(button('Open with…'));
    expect(screen.getByRole('dialog', { name: 'Open Outlook with…' })).toBeTruthy();
  });

  it('names each place whole, and opens there this time only', async () => {
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
    await waitFor(() => expect(spoken()).toBe('Opening Outlook in Firefox, profile Work'));
  });

  it('keeps the answer as a rule', async () => {
    await show('one-section');
    const dialog = await openWith();
    await fireEvent.click(dialog.getByRole('radio', { name: 'Chromium' }));
    await fireEvent.click(dialog.getByRole('checkbox', { name: 'Always open Outlook here' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Open' }));
    const rule = { app: key('Outlook'), category: null, target: 'browser:chromium' };
    expect(calls('saveSettings')).toEqual([['saveSettings', { what: 'openRules', value: [rule] }]]);
  });

  it('does not offer to keep what the company decides', async () => {
    await show('open-with-fixed');
    const dialog = await openWith();
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'Portico window' }).checked).toBe(true);
    expect(dialog.queryByRole('checkbox')).toBeNull();
    expect(dialog.getByText('Where it usually opens is set by your company.')).toBeTruthy();
  });

  it('finds a place by typing, where there are many', async () => {
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

  it('says when no place is called so, and opens nothing then', async () => {
    await show('open-with-many');
    const dialog = await openWith();
    await fireEvent.input(dialog.getByRole('textbox'), { target: { value: 'xyzzy' } });
    expect(dialog.getByText('Nothing here is called “xyzzy”.')).toBeTruthy();
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Open' }).disabled).toBe(true);
  });

  it('comes from the question where apps open, whose answer is for all of them', async () => {
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

  it('the question remembers nothing where the company wants it asked', async () => {
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

  it('the question tells whoever signs in in the browser that the session is there', async () => {
    await show('ask-target-browser');
    await fireEvent.click(button('Outlook'));
    expect(screen.getByText(/You are signed in there already/)).toBeTruthy();
  });
});

describe('what waits', () => {
  it('for the network can be opened anyway', async () => {
    await show('waiting-network');
    expect(
      screen.getByText('Opening Salesforce once the network is back.', { selector: 'main *' }),
    ).toBeTruthy();
    await fireEvent.click(button('Open anyway'));
    expect(calls('openAnyway')).toEqual([['openAnyway']]);
  });

  it('for the sign-in cannot, and is called off without a word to the sign-in', async () => {
    await show('waiting-sign-in');
    expect(screen.queryByRole('button', { name: 'Open anyway' })).toBeNull();
    await fireEvent.click(button('Cancel opening Salesforce'));
    expect(calls('cancelLaunch', 'cancelSignIn')).toEqual([['cancelLaunch']]);
    expect(screen.getByText('Salesforce was not opened.', { selector: 'main *' })).toBeTruthy();
  });

  it('is one strip, whatever comes', async () => {
    const { container } = await show('waiting-network');
    const strips = () => container.querySelectorAll('main .strip').length;
    for (const view of [
      launch('Jira', 'opening'),
      launch('Jira', 'failed', problem('E-LAUNCH-OPEN')),
      launch('Slack', 'waiting'),
      launch('Slack', 'canceled'),
    ]) {
      await tell(view);
      expect(strips()).toBe(1);
    }
  });

  it('opening takes long: it can be called off', async () => {
    await show('list');
    vi.useFakeTimers();
    await tell(launch('Jira', 'opening'));
    expect(screen.queryByRole('button', { name: 'Cancel opening Jira' })).toBeNull();
    await vi.advanceTimersByTimeAsync(slowLaunchMs);
    await fireEvent.click(button('Cancel opening Jira'));
    expect(calls('cancelLaunch')).toEqual([['cancelLaunch']]);
  });

  it('a place that is gone: the browser is the way out', async () => {
    await show('target-gone');
    expect(screen.getByText(/\(“vivaldi”\) is not on this computer/, { selector: 'main *' })).toBeTruthy();
    await fireEvent.click(button('Open in your browser'));
    expect(calls('openApp')).toEqual([['openApp', key('Salesforce'), 'browser']]);
  });
});

describe('a password of an app', () => {
  const secret = 'c4n4ry-0x5ecret';
  const field = () => screen.getByLabelText<HTMLInputElement>('Password');
  const name = () => screen.getByLabelText<HTMLInputElement>('User name');

  it('goes to the host once, and is nowhere in the page then', async () => {
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

  it('is shown only while it is asked to be', async () => {
    await show('credentials');
    expect([field().type, field().autocomplete]).toEqual(['password', 'off']);
    await fireEvent.click(button('Show password'));
    expect(field().type).toBe('text');
    expect(button('Show password').getAttribute('aria-pressed')).toBe('true');
    await fireEvent.click(button('Show password'));
    expect(field().type).toBe('password');
  });

  it('neither half may be missing', async () => {
    await show('credentials');
    await fireEvent.click(button('Save and open'));
    expect(document.activeElement).toBe(name());
    expect(spoken()).toBe('Type the user name and the password first.');
    await fireEvent.input(name(), { target: { value: 'user.17' } });
    await fireEvent.click(button('Save and open'));
    expect(document.activeElement).toBe(field());
    expect(calls('saveAppCredentials')).toEqual([]);
  });

  it('a fixed user name is text, and is sent as it is', async () => {
    await show('credentials-fixed');
    expect(screen.queryByRole('textbox', { name: 'User name' })).toBeNull();
    expect(screen.getByText('user@acme.test', { selector: 'form *' })).toBeTruthy();
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    expect(calls('saveAppCredentials')).toEqual([['saveAppCredentials', 'user@acme.test', secret]]);
  });

  it('a refusal stands in the dialog, and what was typed as user name stays', async () => {
    await show('credentials');
    await fireEvent.input(name(), { target: { value: 'user.17' } });
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    const credentialsPrompt = { username: 'user.17', usernameIsFixed: false, saving: false };
    await tell({
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
    expect(spoken()).toBe('acme.my.idaptive.app could not answer.');
    const described = (field().getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent).join(' ')).toContain('Too short.');
  });

  it('stays in the field through a sign-in that has to come first', async () => {
    await show('credentials');
    await fireEvent.input(name(), { target: { value: 'user.17' } });
    await fireEvent.input(field(), { target: { value: secret } });
    await fireEvent.click(button('Save and open'));
    const credentialsPrompt = { username: 'user.17', usernameIsFixed: false, saving: false };
    const ended = () => ({
      ...launch('Time Sheets', 'promptingCredentials', problem('E-SESSION-ENDED')),
      credentialsPrompt,
    });
    const { user } = signedOut;
    host.send({ what: 'session', view: { ...signedOut, problem: problem('E-SESSION-ENDED') } });
    await tell(ended());
    const first = 'Your session has ended. Sign in first, then save once more. What you typed stays here.';
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByText(first)).toBeTruthy();
    await waitFor(() => expect(spoken()).toBe(first));
    expect([name().value, field().value]).toEqual(['user.17', secret]);
    expect(markup()).not.toContain(secret);
    // Pressed too early it stays as well, as does what is changed meanwhile.
    await fireEvent.input(field(), { target: { value: `${secret}2` } });
    await fireEvent.click(button('Save and open'));
    await tell(ended());
    expect(field().value).toBe(`${secret}2`);
    host.send({ what: 'session', view: { ...signedIn, user: user ?? signedIn.user } });
    await tick();
    const again = 'You are signed in again. Save once more.';
    expect(dialog.getByText(again)).toBeTruthy();
    await waitFor(() => expect(spoken()).toBe(again));
    await fireEvent.click(button('Save and open'));
    expect(calls('saveAppCredentials').at(-1)).toEqual(['saveAppCredentials', 'user.17', `${secret}2`]);
    await tell({
      ...launch('Time Sheets', 'promptingCredentials'),
      credentialsPrompt: { ...credentialsPrompt, saving: true },
    });
    expect(field().value).toBe('');
    expect(dialog.queryByText(again)).toBeNull();
  });

  it('need not be given', async () => {
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

  it('is not asked for while Portico is locked', async () => {
    await show('credentials');
    await fireEvent.input(field(), { target: { value: secret } });
    await host.lock();
    await tick();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(markup()).not.toContain(secret);
  });
});

describe('a link from outside', () => {
  it('has No at hand, and takes nothing else in the first moment', async () => {
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

  it('another link begins that moment anew', async () => {
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

  it('names the program, for which “always” then is', async () => {
    await show('link-program');
    expect(screen.getByText('It comes from Thunderbird.')).toBeTruthy();
    expect(button('Always from Thunderbird')).toBeTruthy();
    await fireEvent.keyDown(button('No'), { key: 'Escape' });
    expect(calls('answerLink')).toEqual([['answerLink', 'no']]);
  });

  it('stands above a password that is being typed, which stays', async () => {
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

describe('what is sought from outside', () => {
  const box = () => screen.getByRole<HTMLInputElement>('combobox');

  it('is typed into the box, each time it is sought', async () => {
    await show('list');
    const seek = async (words: string, turn: number) => {
      host.send({ what: 'searchRequest', view: { query: words, sequence: turn } });
      await tick();
    };
    await seek('conf', 1);
    expect(box().value).toBe('conf');
    expect(document.activeElement).toBe(box());
    await fireEvent.input(box(), { target: { value: '' } });
    await seek('conf', 2);
    expect(box().value).toBe('conf');
    expect(await screen.findByRole('option', { name: 'Confluence' })).toBeTruthy();
  });

  it('waits for a list', async () => {
    await show('signed-out');
    host.send({ what: 'searchRequest', view: { query: 'jira', sequence: 1 } });
    await tick();
    host.send({ what: 'session', view: { ...signedOut, user: { name: 'user@acme.test' } } });
    host.send({ what: 'freshness', view: { ...host.state.freshness, loaded: true } });
    await tick();
    expect(box().value).toBe('jira');
  });
});

describe('rules in the settings', () => {
  const saved = () => calls('saveSettings').map(([, change]) => change as SettingsChange);
  async function settings(scene: SceneName) {
    await show(scene);
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    await screen.findByText('Salesforce: Firefox, profile Work');
  }
  const lines = () => [...document.querySelectorAll('dialog li > .unseen')].map((line) => line.textContent);

  it('are one line each, with what is gone named as gone', async () => {
    await settings('rules');
    expect(lines()).toEqual([
      'Salesforce: Firefox, profile Work',
      'All apps in Finance: Portico window',
      'An app that you no longer have: vivaldi, private window (not on this computer)',
    ]);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Chromium' }).checked).toBe(true);
  });

  it('are moved and removed, and the focus goes along', async () => {
    await settings('rules');
    await fireEvent.click(button('Move down: Salesforce'));
    expect(lines()[1]).toContain('Salesforce');
    await waitFor(() => expect(document.activeElement).toBe(button('Move down: Salesforce')));
    expect(spoken()).toBe('Salesforce, 2 of 3');
    await fireEvent.click(button('Move down: Salesforce'));
    await waitFor(() => expect(document.activeElement).toBe(button('Move up: Salesforce')));
    await fireEvent.click(button('Move down: Salesforce'));
    expect(saved()).toHaveLength(2);
    await fireEvent.click(button('Remove: Salesforce'));
    expect(lines()).toHaveLength(2);
    await waitFor(() =>
      expect(document.activeElement).toBe(button('Remove: An app that you no longer have')),
    );
    expect(spoken()).toBe('Removed: Salesforce');
  });

  it('are added for a category, below those that are there', async () => {
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

  it('of the company are shown and cannot be touched', async () => {
    await settings('rules-fixed');
    expect(lines()[0]).toBe('All apps in Finance: Portico window');
    expect(screen.queryByRole('button', { name: 'Remove: All apps in Finance' })).toBeNull();
    expect(button('Remove: Salesforce')).toBeTruthy();
  });

  it('any place can be the one for all apps; Esc closes only the choice', async () => {
    await settings('rules');
    await fireEvent.click(button('Another place…'));
    const inner = screen.getByRole('dialog', { name: 'Where apps open' });
    await fireEvent.keyDown(within(inner).getByRole('radio', { name: 'Chromium' }), { key: 'Escape' });
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
    await fireEvent.click(button('Another place…'));
    await fireEvent.click(screen.getByRole('radio', { name: 'Firefox, profile Work' }));
    await fireEvent.click(button('Use this place'));
    expect(saved()).toEqual([{ what: 'opensIn', value: 'browser:firefox:profile=work' }]);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Firefox, profile Work' }).checked).toBe(true);
  });
});

it('the words of app windows are told once the list stands, and again in another language', async () => {
  await preloadViews();
  const german = await Language.load(['de']);
  vi.useFakeTimers();
  host = demoHost(new URLSearchParams({ scene: 'list' }));
  const told: AppWindowLabels[] = [];
  host.setAppWindowLabels = (words) => Promise.resolve(void told.push(words));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await vi.advanceTimersByTimeAsync(400);
  expect(told.map(({ saved, matchCount }) => [saved, matchCount])).toEqual([
    ['{name} is saved.', 'Found: {count}'],
  ]);
  host.send({
    what: 'settings',
    view: { ...host.state.settings, language: { value: 'de', managed: false } },
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(told.at(-1)?.back).toBe(german.messages.appWindow.back);
  expect(told).toHaveLength(2);
});
