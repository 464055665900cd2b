// Sets an ARIA reference after both elements are in the document. WebKit resolves the id when the attribute
// changes, and not again.
import type { Attachment } from 'svelte/attachments';

type Reference = 'aria-activedescendant' | 'aria-describedby';

/** Refers to the element with this id, or to none. */
export const ariaRef =
  (reference: Reference, id: string | undefined): Attachment<HTMLElement> =>
  (element) => {
    if (id === undefined) element.removeAttribute(reference);
    else element.setAttribute(reference, id);
  };
