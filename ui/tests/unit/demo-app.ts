// Renders the whole UI over the demo host, in a window of an everyday size, for unit tests.
import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost, type DemoHost } from '../demo/host';
import type { SceneName } from '../demo/scene';
import type { LaunchView } from '../../src/lib/ipc/types';
import { Language } from '../../src/lib/text/language';
import { preloadViews } from '../../src/views/lazy-views';

let host: DemoHost;

/** The host of the scene that was rendered last. */
export const currentHost = (): DemoHost => host;

export async function show(scene: SceneName) {
  host = demoHost(new URLSearchParams({ scene }));
  const result = render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
  return result;
}

/** The recorded host commands with these names, or all of them. */
export const calls = (...names: string[]) =>
  host.calls
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ name, args }) => [name, ...args]);

export const appKey = (name: string) => host.state.apps.apps.find((app) => app.name === name)?.key ?? '';
export const button = (name: string | RegExp) => screen.getByRole('button', { name });
/** The document as markup, without the values of its fields. */
export const markup = () => new XMLSerializer().serializeToString(document);
export const announcement = () => screen.getByRole('status').textContent;

export const sendLaunch = (view: LaunchView) => {
  host.send({ what: 'launch', view });
  return tick();
};

/** Registers the hooks of a test file. Views are loaded once, before a test installs fake timers. */
export function useDemoApp(): void {
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
}
