// Accessibility in WebKitGTK, which exposes less to screen readers than other web views.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { demoHost, type DemoHost } from '../demo/host';
import type { SceneName } from '../demo/scene';
import { Language } from '../../src/lib/text/language';
import { preloadViews } from '../../src/views/lazy-views';

let host: DemoHost;
async function show(scene: SceneName) {
  await preloadViews();
  host = demoHost(new URLSearchParams({ scene }));
  render(App, { props: { host, language: new Language(['en-GB']) } });
  await tick();
}
const press = (key: string, more: KeyboardEventInit = {}, target: Element = document.body) =>
  fireEvent.keyDown(target, { key, ...more });

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(912);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('in WebKitGTK', () => {
  it('each announcement is a new block, even if the text repeats', async () => {
    await show('home');
    const region = screen.getByRole('status');
    const next = async (words: string) => {
      await waitFor(() => expect(region.textContent).toBe(words));
      return region.firstElementChild;
    };
    await press('Tab', { ctrlKey: true });
    const first = await next('Favourites, 5 apps');
    expect(first?.tagName).toBe('P');
    await press('Unidentified', { code: 'Tab', ctrlKey: true, shiftKey: true });
    const second = await next('All, 55 apps');
    expect(second).not.toBe(first);
    await press('Tab', { ctrlKey: true });
    expect(await next('Favourites, 5 apps')).not.toBe(first);
  });

  it('descriptions use aria-describedby, never aria-description', async () => {
    await show('home');
    expect(document.querySelectorAll('[aria-description]')).toHaveLength(0);
    const described = [...document.querySelectorAll('[aria-describedby]')];
    expect(described.length).toBeGreaterThan(3);
    for (const element of described) {
      const id = element.getAttribute('aria-describedby') ?? '';
      const text = document.getElementById(id);
      expect(text?.textContent).toBeTruthy();
      // Inside the element, it would be part of the accessible name.
      expect(element.contains(text)).toBe(false);
    }
  });

  it('a radio button is named once, by its aria-label', async () => {
    await show('settings');
    await press(',', { ctrlKey: true });
    await tick();
    const radios = [...document.querySelectorAll<HTMLInputElement>('dialog input[type=radio]')];
    expect(radios.length).toBeGreaterThan(10);
    for (const radio of radios) {
      expect(radio.hasAttribute('aria-labelledby')).toBe(false);
      expect(radio.closest('label')?.textContent).toContain(radio.getAttribute('aria-label'));
    }
  });

  it('a fact and its note are separate blocks', async () => {
    await show('home');
    (document.querySelector('.open') as HTMLElement).focus();
    await press('i', { ctrlKey: true }, document.activeElement ?? document.body);
    await waitFor(() => expect(document.querySelector('dd .note')).toBeTruthy());
    const factValue = document.querySelector('dd:has(.note)') as HTMLElement;
    expect([...factValue.children].map(({ tagName }) => tagName)).toEqual(['DIV', 'DIV']);
  });
});
