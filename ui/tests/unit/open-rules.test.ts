// Open rules in the settings.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { SceneName } from '../demo/scene';
import type { SettingsChange } from '../../src/lib/ipc/types';
import { browserTarget } from '../../src/lib/launch-target';
import { announcement, button, calls, show, useDemoApp } from './demo-app';

useDemoApp();

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
    expect(rules.at(-1)).toEqual({
      app: null,
      category: 'Design',
      target: browserTarget('firefox', null, true),
    });
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
    expect(saved()).toEqual([{ what: 'opensIn', value: browserTarget('firefox', 'work') }]);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Firefox, profile Work' }).checked).toBe(true);
  });
});
