// Size, scroll position and text scale of a scrolling element. Scroll events are reported in steps, so that most
// redraw nothing. Also scrolls to reveal content, or to keep it in place when something above changes.
import type { Attachment } from 'svelte/attachments';

const scrollStepPx = 96;

export class Viewport {
  width = $state(0);
  height = $state(0);
  /** 1 if a rem is 16 pixels. */
  scale = $state(1);
  #scrollStep = $state(0);
  #hasPainted = $state(false);
  #element: HTMLElement | undefined;
  /** Padding before and after the content, where the element cannot scroll far enough. */
  #paddingBefore = 0;
  #paddingAfter = 0;

  /** The element is measurable only after rendering. Until then its size is estimated from the window, less the
      surrounding chrome. */
  constructor(horizontalChrome = 0, verticalChrome = 0) {
    this.width = Math.max(0, innerWidth - horizontalChrome);
    this.height = Math.max(0, innerHeight - verticalChrome);
  }

  /** The range to render, with a margin for fast scrolling that the first frame omits. */
  readonly #margin: number = $derived(this.#hasPainted ? Math.max(320, this.height / 2) : 0);
  readonly renderTop: number = $derived(this.#scrollStep * scrollStepPx - this.#margin);
  readonly renderBottom: number = $derived(
    (this.#scrollStep + 1) * scrollStepPx + this.height + this.#margin,
  );

  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element;
    const currentEdge = () => element.getBoundingClientRect().top;
    let edge = currentEdge();
    // Top after the last scroll event: when content shrinks, the browser scrolls before any event.
    let lastTop = this.top;
    const measure = () => {
      const style = getComputedStyle(element);
      const padding = (parseFloat(style.paddingInlineStart) || 0) + (parseFloat(style.paddingInlineEnd) || 0);
      const width = element.clientWidth - padding;
      const newEdge = currentEdge();
      // Something above the element changed height. The visible content keeps its place on screen.
      if (newEdge !== edge && width === this.width && this.#shouldKeepPosition(element))
        this.scrollTo(lastTop + newEdge - edge);
      edge = newEdge;
      lastTop = this.top;
      this.width = width;
      this.height = element.clientHeight;
      this.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
    };
    const onScroll = () => {
      this.#scrollStep = Math.floor(element.scrollTop / scrollStepPx);
      if (currentEdge() === edge) lastTop = this.top;
    };
    measure();
    const frame = requestAnimationFrame(() => setTimeout(() => (this.#hasPainted = true)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  };

  /** The scroll offset in the content. */
  get top(): number {
    return (this.#element?.scrollTop ?? 0) - this.#paddingBefore;
  }

  /** Scrolls to an offset, with padding if it is before the start or after the end. */
  scrollTo(top: number): void {
    const element = this.#element;
    if (!element || top === this.top) return;
    this.#setPadding(Math.max(0, -top), 0);
    element.scrollTop = Math.max(0, top);
    const content = element.firstElementChild;
    if (!content || top - element.scrollTop < 1) return;
    const end =
      content.getBoundingClientRect().bottom - element.getBoundingClientRect().top + element.scrollTop;
    this.#setPadding(this.#paddingBefore, Math.ceil(top + element.clientHeight - end));
    element.scrollTop = top;
  }

  /** Removes the padding. */
  clearPadding(): void {
    if (this.#paddingBefore === 0 && this.#paddingAfter === 0) return;
    const { top } = this;
    this.#setPadding(0, 0);
    if (this.#element) this.#element.scrollTop = Math.max(0, top);
  }

  #setPadding(before: number, after: number): void {
    this.#paddingBefore = before;
    this.#paddingAfter = after;
    const content = this.#element?.firstElementChild;
    if (!(content instanceof HTMLElement)) return;
    content.style.marginBlockStart = before > 0 ? `${before}px` : '';
    content.style.marginBlockEnd = after > 0 ? `${after}px` : '';
  }

  /** True if the element is scrolled, hovered or focused. */
  #shouldKeepPosition(element: HTMLElement): boolean {
    return this.top > 8 || element.matches(':hover') || element.contains(document.activeElement);
  }

  /** Scrolls as little as needed to show the range between two offsets. */
  reveal(top: number, bottom: number): void {
    const element = this.#element;
    if (!element) return;
    this.clearPadding();
    const margin = 12;
    if (top - margin < element.scrollTop) element.scrollTop = Math.max(0, top - margin);
    else if (bottom + margin > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom + margin - element.clientHeight;
    }
  }

  scrollToTop(): void {
    this.clearPadding();
    if (this.#element) this.#element.scrollTop = 0;
  }
}
