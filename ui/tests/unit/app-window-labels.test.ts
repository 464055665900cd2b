// Labels that the shell draws in app windows.
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost } from '../demo/host';
import type { AppWindowLabels } from '../../src/lib/host/main-commands';
import { Language } from '../../src/lib/text/language';
import { preloadViews } from '../../src/views/lazy-views';

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

it('app window labels are sent after the list is shown and after a language change', async () => {
  await preloadViews();
  const german = await Language.load(['de']);
  vi.useFakeTimers();
  const host = demoHost(new URLSearchParams({ scene: 'list' }));
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
