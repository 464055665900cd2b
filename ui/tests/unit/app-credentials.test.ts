// The dialog that asks for the user name and password of an app.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { launch, problem, signedIn, signedOut } from '../demo/views';
import { announcement, button, calls, currentHost, markup, sendLaunch, show, useDemoApp } from './demo-app';

useDemoApp();

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
    // While saving, a second press does nothing.
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
    currentHost().send({ what: 'session', view: { ...signedOut, problem: problem('E-SESSION-ENDED') } });
    await sendLaunch(sessionEnded());
    const first = 'Your session has ended. Sign in first, then save once more. What you typed stays here.';
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByText(first)).toBeTruthy();
    await waitFor(() => expect(announcement()).toBe(first));
    expect([name().value, field().value]).toEqual(['user.17', secret]);
    expect(markup()).not.toContain(secret);
    // A premature save keeps the password, including later edits.
    await fireEvent.input(field(), { target: { value: `${secret}2` } });
    await fireEvent.click(button('Save and open'));
    await sendLaunch(sessionEnded());
    expect(field().value).toBe(`${secret}2`);
    currentHost().send({ what: 'session', view: { ...signedIn, user: user ?? signedIn.user } });
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
    await currentHost().lock();
    await tick();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(markup()).not.toContain(secret);
  });
});
