// A reference to another element, made when both stand in the page. WebKit looks the other up at the moment
// the attribute changes, and not again: set in the markup, before the other is there, it would say nothing.
import type { Attachment } from 'svelte/attachments';

type Reference = 'aria-activedescendant' | 'aria-describedby';

/** Lets an element refer to the one with that id, or to none. */
export const ariaRef =
  (reference: Reference, id: string | undefined): Attachment<HTMLElement> =>
  (element) => {
    if (id === undefined) element.removeAttribute(reference);
    else element.setAttribute(reference, id);
  };
