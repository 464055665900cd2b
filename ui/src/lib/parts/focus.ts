// Where the focus goes when views change under it.
import type { Attachment } from 'svelte/attachments';

/** Puts the focus on an element as it appears, once: where a new view begins. */
export const autofocus: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};

/** Gives the focus back to what had it. A tile may have been drawn anew meanwhile: then to the tile that has its
    place in the list, and where there is no list, to the search box. */
export function restoreFocus(opener: HTMLElement | null | undefined): void {
  const searchBox = () => document.querySelector<HTMLElement>('[data-home]');
  const currentTile = () => document.querySelector<HTMLElement>('.open[tabindex="0"]');
  const target = opener?.isConnected
    ? opener
    : ((opener?.matches('.open, .tool') ? currentTile() : null) ?? searchBox());
  target?.focus({ preventScroll: true });
}

/** When the focused control inside goes away, its successor takes the focus: the first button there, or
    what `otherwise` names. A keyboard or a screen reader would begin at the top of the page else. */
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
