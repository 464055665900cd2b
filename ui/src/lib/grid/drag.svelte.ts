// A favourite that is being dragged: where it came from, and the slot under the pointer. By pointer events,
// with a mouse or a pen; a finger scrolls, and has the menu. Keys and menu do the same, so nothing needs this.

import type { Measure } from './plan';

/** A hand that trembles is not dragging. */
const slack = 6;

export interface Dragged {
  key: string;
  from: number;
  to: number;
}

export class Drag {
  now = $state.raw<Dragged | null>(null);
  /** Let go, and waiting for the list to say the same. */
  dropped = false;
  #end: (() => void) | undefined;

  /** A press that may become a drag. `slot` names the place at a point; `drop` is told where it was let go. */
  press(
    event: PointerEvent,
    key: string,
    from: number,
    slot: (x: number, y: number) => number,
    drop: (to: number) => boolean,
  ): void {
    if (event.button !== 0 || event.pointerType === 'touch' || this.now) return;
    const { clientX: x, clientY: y } = event;
    const ends = new AbortController();
    const { signal } = ends;
    const move = (event: PointerEvent) => {
      if (!this.now && Math.hypot(event.clientX - x, event.clientY - y) < slack) return;
      event.preventDefault();
      const to = slot(event.clientX, event.clientY);
      if (this.now?.to !== to) this.now = { key, from, to };
    };
    const up = () => {
      const { now } = this;
      ends.abort();
      if (!now) return;
      // What follows is the click of a press that was no click.
      const swallow = (click: MouseEvent) => {
        click.stopPropagation();
        click.preventDefault();
      };
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
      if (drop(now.to)) {
        this.dropped = true;
        setTimeout(() => this.settle(), 1000);
      } else this.now = null;
    };
    this.#end = () => {
      ends.abort();
      this.now = null;
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', up, { signal });
    window.addEventListener('pointercancel', () => this.#end?.(), { signal });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || !this.now) return;
        event.preventDefault();
        event.stopPropagation();
        this.#end?.();
      },
      { signal, capture: true },
    );
  }

  /** The list has come, or will not: what it says is shown. */
  settle(): void {
    if (!this.dropped) return;
    this.dropped = false;
    this.now = null;
  }

  cancel(): void {
    this.#end?.();
    this.settle();
  }
}

/** The slot of a section at a point of the window; `content` is what the plan's heights are measured in. */
export function slotAt(
  content: HTMLElement,
  { columns, row, gap }: Measure,
  { rowsTop, count }: { rowsTop: number; count: number },
  x: number,
  y: number,
): number {
  const box = content.getBoundingClientRect();
  const rtl = getComputedStyle(content).direction === 'rtl';
  const across = rtl ? box.right - x : x - box.left;
  const column = Math.max(0, Math.min(columns - 1, Math.floor((across * columns) / box.width)));
  const down = Math.max(0, Math.floor((y - box.top - rowsTop) / (row + gap)));
  return Math.max(0, Math.min(count - 1, down * columns + column));
}
