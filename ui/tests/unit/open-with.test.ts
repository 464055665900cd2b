// The dialog that chooses where an app opens.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { browserTarget } from '../../src/lib/launch-target';
import { announcement, appKey, button, calls, currentHost, show, useDemoApp } from './demo-app';

useDemoApp();

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
      ['openApp', appKey('Outlook'), browserTarget('firefox', 'work')],
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
    const rule = { app: appKey('Outlook'), category: null, target: browserTarget('chromium') };
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
    expect(calls('openApp')[0]?.[2]).toEqual(browserTarget('google-chrome', 'Profile 1'));
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
      ['saveSettings', { what: 'opensIn', value: browserTarget('chromium') }],
      ['openApp', appKey('Outlook'), browserTarget('chromium')],
    ]);
  });

  it('target prompt offers no remembering when policy asks each time', async () => {
    await show('ask-target');
    const opensIn = { value: null, managed: true };
    currentHost().send({ what: 'settings', view: { ...currentHost().state.settings, opensIn } });
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
