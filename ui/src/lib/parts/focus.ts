// Focus management when views change.
import type { Attachment } from 'svelte/attachments';

/** Focuses an element once, when it is mounted. */
export const autofocus: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};

/** Returns the focus to `opener`. If its tile was rendered again, focuses the current tile, else the search box. */
export function restoreFocus(opener: HTMLElement | null | undefined): void {
  const searchBox = () => document.querySelector<HTMLElement>('[data-home]');
  const currentTile = () => document.querySelector<HTMLElement>('.open[tabindex="0"]');
  const target = opener?.isConnected
    ? opener
    : ((opener?.matches('.open, .tool') ? currentTile() : null) ?? searchBox());
  target?.focus({ preventScroll: true });
}

/** When the focused control in a container is removed, focuses the first button there, or the fallback. Otherwise
    the keyboard would start at the top of the page. */
export function keepFocus(fallback: () => HTMLElement | null | undefined): Attachment<HTMLElement> {
  return (container) => {
    let lastFocused: Node | null = null;
    const onFocusIn = (event: FocusEvent) => {
      const target = event.target as Node;
      lastFocused = container.contains(target) ? target : null;
    };
    const observer = new MutationObserver(() => {
      if (lastFocused === null || lastFocused.isConnected) return;
      lastFocused = null;
      if (document.activeElement !== document.body) return;
      (container.querySelector<HTMLElement>('button:not([disabled])') ?? fallback())?.focus();
    });
    observer.observe(container, { childList: true, subtree: true });
    document.addEventListener('focusin', onFocusIn);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', onFocusIn);
    };
  };
}
