// Where the focus goes when views change under it.
import type { Attachment } from 'svelte/attachments';

/** Puts the focus on an element as it appears, once: where a new view begins. */
export const focusWhenShown: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};

/** Gives the focus back to what had it. A tile may have been drawn anew meanwhile: then to the tile that has its
    place in the list, and where there is no list, to the search box. */
export function giveBack(opener: HTMLElement | null | undefined): void {
  const home = () => document.querySelector<HTMLElement>('[data-home]');
  const tile = () => document.querySelector<HTMLElement>('.open[tabindex="0"]');
  const to = opener?.isConnected ? opener : ((opener?.matches('.open, .tool') ? tile() : null) ?? home());
  to?.focus({ preventScroll: true });
}

/** When the focused control inside goes away, its successor takes the focus: the first button there, or
    what `otherwise` names. A keyboard or a screen reader would begin at the top of the page else. */
export function keepFocus(otherwise: () => HTMLElement | null | undefined): Attachment<HTMLElement> {
  return (container) => {
    let last: Node | null = null;
    const moved = (event: FocusEvent) => {
      const target = event.target as Node;
      last = container.contains(target) ? target : null;
    };
    const watch = new MutationObserver(() => {
      if (last === null || last.isConnected) return;
      last = null;
      if (document.activeElement !== document.body) return;
      (container.querySelector<HTMLElement>('button:not([disabled])') ?? otherwise())?.focus();
    });
    watch.observe(container, { childList: true, subtree: true });
    document.addEventListener('focusin', moved);
    return () => {
      watch.disconnect();
      document.removeEventListener('focusin', moved);
    };
  };
}
