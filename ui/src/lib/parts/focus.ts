// Puts the focus on an element as it appears, once: where a new view begins.
import type { Attachment } from 'svelte/attachments';

export const focusWhenShown: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};
