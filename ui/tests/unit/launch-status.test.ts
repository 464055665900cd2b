// The status notice of a launch that waits, is slow or failed.
import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { launch, problem } from '../demo/views';
import { slowLaunchMs } from '../../src/lib/state/launches.svelte';
import { appKey, button, calls, sendLaunch, show, useDemoApp } from './demo-app';

useDemoApp();

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
    const strips = () => container.querySelectorAll('main .banner.bar').length;
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
    expect(calls('openApp')).toEqual([['openApp', appKey('Salesforce'), { kind: 'browser' }]]);
  });
});
