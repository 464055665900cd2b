// Requests from outside the window: deep links and searches.
import { fireEvent, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { signedOut } from '../demo/views';
import { button, calls, currentHost, show, useDemoApp } from './demo-app';

useDemoApp();

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
    currentHost().send({
      what: 'linkPrompt',
      view: { pending: { key: 'x', name: 'Workday', program: null } },
    });
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
    currentHost().send({
      what: 'linkPrompt',
      view: { pending: { key: 'x', name: 'Workday', program: null } },
    });
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
      currentHost().send({ what: 'searchRequest', view: { query: words, sequence: turn } });
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
    currentHost().send({ what: 'searchRequest', view: { query: 'jira', sequence: 1 } });
    await tick();
    currentHost().send({ what: 'session', view: { ...signedOut, user: { name: 'user@acme.test' } } });
    currentHost().send({ what: 'freshness', view: { ...currentHost().state.freshness, loaded: true } });
    await tick();
    expect(box().value).toBe('jira');
  });
});
