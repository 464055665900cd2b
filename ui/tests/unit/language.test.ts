// A language change takes effect immediately: every visible text equals that of a start in the new language.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost } from '../demo/host';
import type { SceneName } from '../demo/scene';
import { loadSavedChoice } from '../../src/lib/state/locale-store.svelte';
import { Language } from '../../src/lib/text/language';
import { mapMessages } from '../demo/pseudo';
import { preloadViews } from '../../src/views/lazy-views';

/** English texts in marks, right to left, to reveal texts that did not change. */
const markedLanguage = new Language(
  ['ar'],
  mapMessages(new Language().messages, (text) => `⟦${text}⟧`),
  'ar',
);

/** Visible texts and accessible labels of all elements. */
function visibleTexts(): string[] {
  const texts: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const value = node.getAttribute(name);
        if (value) texts.push(`${name}: ${value}`);
      }
    } else if (!node.parentElement?.closest('[role=status]') && node.textContent?.trim()) {
      texts.push(node.textContent.trim());
    }
  }
  return texts;
}

async function show(scene: SceneName, language: Language, dialog: boolean) {
  const host = demoHost(new URLSearchParams({ scene }));
  render(App, { props: { host, language } });
  await tick();
  if (dialog) await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
  return host;
}

beforeEach(async () => {
  localStorage.clear();
  await preloadViews();
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(912);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520);
  vi.spyOn(Language, 'load').mockResolvedValue(markedLanguage);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('language setting', () => {
  const scenes: SceneName[] = [
    'home',
    'home-list',
    'banner-signed-out',
    'banner-page',
    'offline',
    'signed-out-problem',
    'signing-in-page',
    'first-run-problem',
    'confirm',
    'locked',
    'keyring-unavailable',
    'countdown',
    'partial',
    'empty',
    'settings',
  ];
  it.each(scenes)('translates every text of scene %s without a reload', async (scene) => {
    const dialog = scene === 'settings';
    const host = await show(scene, new Language(['en-GB']), dialog);
    expect(visibleTexts().join()).not.toContain('⟦');
    await host.saveSettings({ what: 'language', value: 'ar' });
    await waitFor(() => expect(document.documentElement.lang).toBe('ar'));
    expect(document.documentElement.dir).toBe('rtl');
    await tick();
    const after = visibleTexts();
    cleanup();
    const other = await show(scene, markedLanguage, dialog);
    await other.saveSettings({ what: 'language', value: 'ar' });
    await tick();
    expect(after).toEqual(visibleTexts());
    expect(after.join()).toContain('⟦');
  });

  it('is saved for the next start, and returns to the system language', async () => {
    const host = await show('home', new Language(['en-GB']), false);
    await host.saveSettings({ what: 'language', value: 'ar' });
    await waitFor(() => expect(loadSavedChoice()).toBe('ar'));
    await host.saveSettings({ what: 'language', value: 'system' });
    await waitFor(() => expect(document.documentElement.lang).toBe('en'));
    expect(screen.getByRole('combobox', { name: 'Search apps' })).toBeTruthy();
  });

  it('applies the last of two quick choices', async () => {
    const host = await show('home', new Language(['en-GB']), false);
    let resolveLoad: (language: Language) => void = () => undefined;
    vi.spyOn(Language, 'load').mockReturnValueOnce(new Promise((done) => (resolveLoad = done)));
    await host.saveSettings({ what: 'language', value: 'ar' });
    await tick();
    await host.saveSettings({ what: 'language', value: 'system' });
    await tick();
    resolveLoad(markedLanguage);
    await new Promise((done) => setTimeout(done));
    expect(document.documentElement.lang).toBe('en');
  });
});
