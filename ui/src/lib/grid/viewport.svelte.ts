// What a scrolling element shows: its size, how far it is scrolled, and how large a rem is. Scrolling is
// reported in steps, so that most scroll events redraw nothing. Also moves it: to show something, or so that
// what changed above, in it or before it, leaves the rest in its place.
import type { Attachment } from 'svelte/attachments';

const step = 96;

export class Viewport {
  width = $state(0);
  height = $state(0);
  /** 1 where a rem is 16 pixels. */
  scale = $state(1);
  #step = $state(0);
  #painted = $state(false);
  #element: HTMLElement | undefined;
  /** Space above and below the content, where it cannot be scrolled far enough to stay in its place. */
  #lead = 0;
  #trail = 0;

  /** It can be measured only when it is drawn. To draw it once, it is taken for the window until then, less what
      stands beside it and above and below. */
  constructor(beside = 0, above = 0) {
    this.width = Math.max(0, innerWidth - beside);
    this.height = Math.max(0, innerHeight - above);
  }

  /** The part to draw, with a screenful of margin for fast scrolling; the first frame is not kept waiting for it. */
  readonly #margin: number = $derived(this.#painted ? Math.max(320, this.height / 2) : 0);
  readonly from: number = $derived(this.#step * step - this.#margin);
  readonly to: number = $derived((this.#step + 1) * step + this.height + this.#margin);

  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element;
    const edgeNow = () => element.getBoundingClientRect().top;
    let edge = edgeNow();
    // Of the last scroll: where there is less to scroll, the browser has moved it before anybody is told.
    let last = this.top;
    const measure = () => {
      const style = getComputedStyle(element);
      const padding = (parseFloat(style.paddingInlineStart) || 0) + (parseFloat(style.paddingInlineEnd) || 0);
      const width = element.clientWidth - padding;
      const now = edgeNow();
      // Something came or went above it. What is looked at stays where it is on screen.
      if (now !== edge && width === this.width && this.#watched(element)) this.moveTo(last + now - edge);
      edge = now;
      last = this.top;
      this.width = width;
      this.height = element.clientHeight;
      this.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
    };
    const scrolled = () => {
      this.#step = Math.floor(element.scrollTop / step);
      if (edgeNow() === edge) last = this.top;
    };
    measure();
    const frame = requestAnimationFrame(() => setTimeout(() => (this.#painted = true)));
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
      element.removeEventListener('scroll', scrolled);
    };
  };

  /** Where the upper edge of the window lies in the content. */
  get top(): number {
    return (this.#element?.scrollTop ?? 0) - this.#lead;
  }

  /** Scrolls to where the upper edge lies at `wanted`, with space where that is before the beginning or after
      the end. */
  moveTo(wanted: number): void {
    const element = this.#element;
    if (!element || wanted === this.top) return;
    this.#leave(Math.max(0, -wanted), 0);
    element.scrollTop = Math.max(0, wanted);
    const content = element.firstElementChild;
    if (!content || wanted - element.scrollTop < 1) return;
    const end =
      content.getBoundingClientRect().bottom - element.getBoundingClientRect().top + element.scrollTop;
    this.#leave(this.#lead, Math.ceil(wanted + element.clientHeight - end));
    element.scrollTop = wanted;
  }

  /** Nobody points at anything any more. */
  loosen(): void {
    if (this.#lead === 0 && this.#trail === 0) return;
    const { top } = this;
    this.#leave(0, 0);
    if (this.#element) this.#element.scrollTop = Math.max(0, top);
  }

  #leave(lead: number, trail: number): void {
    this.#lead = lead;
    this.#trail = trail;
    const content = this.#element?.firstElementChild;
    if (!(content instanceof HTMLElement)) return;
    content.style.marginBlockStart = lead > 0 ? `${lead}px` : '';
    content.style.marginBlockEnd = trail > 0 ? `${trail}px` : '';
  }

  /** Somebody points at something, or has the focus on it, or is past the beginning. */
  #watched(element: HTMLElement): boolean {
    return this.top > 8 || element.matches(':hover') || element.contains(document.activeElement);
  }

  /** Scrolls no further than needed to show what lies between two heights. */
  reveal(top: number, bottom: number): void {
    const element = this.#element;
    if (!element) return;
    this.loosen();
    const margin = 12;
    if (top - margin < element.scrollTop) element.scrollTop = Math.max(0, top - margin);
    else if (bottom + margin > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom + margin - element.clientHeight;
    }
  }

  toTop(): void {
    this.loosen();
    if (this.#element) this.#element.scrollTop = 0;
  }
}
