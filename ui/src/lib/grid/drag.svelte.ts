// Dragging a favorite with a mouse or pen: its origin, and the slot under the pointer. Touch scrolls instead;
// keyboard and menu offer the same moves.

import type { GridMetrics } from './layout';

/** Shorter movements do not start a drag. */
const dragThresholdPx = 6;

export interface DragState {
  key: string;
  from: number;
  to: number;
}

export class Drag {
  current = $state.raw<DragState | null>(null);
  /** Dropped; waiting for the updated list. */
  isDropped = false;
  #abort: (() => void) | undefined;

  /** Starts tracking a press that may become a drag. `slotAtPoint` maps a point to a slot; `onDrop` receives the
      final slot. */
  onPointerDown(
    event: PointerEvent,
    key: string,
    from: number,
    slotAtPoint: (x: number, y: number) => number,
    onDrop: (to: number) => boolean,
  ): void {
    if (event.button !== 0 || event.pointerType === 'touch' || this.current) return;
    const { clientX: x, clientY: y } = event;
    const controller = new AbortController();
    const { signal } = controller;
    const onPointerMove = (event: PointerEvent) => {
      if (!this.current && Math.hypot(event.clientX - x, event.clientY - y) < dragThresholdPx) return;
      event.preventDefault();
      const to = slotAtPoint(event.clientX, event.clientY);
      if (this.current?.to !== to) this.current = { key, from, to };
    };
    const onPointerUp = () => {
      const { current } = this;
      controller.abort();
      if (!current) return;
      // Suppresses the click event that follows a drag.
      const suppressClick = (click: MouseEvent) => {
        click.stopPropagation();
        click.preventDefault();
      };
      window.addEventListener('click', suppressClick, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', suppressClick, { capture: true }));
      if (onDrop(current.to)) {
        this.isDropped = true;
        setTimeout(() => this.finish(), 1000);
      } else this.current = null;
    };
    this.#abort = () => {
      controller.abort();
      this.current = null;
    };
    window.addEventListener('pointermove', onPointerMove, { signal });
    window.addEventListener('pointerup', onPointerUp, { signal });
    window.addEventListener('pointercancel', () => this.#abort?.(), { signal });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || !this.current) return;
        event.preventDefault();
        event.stopPropagation();
        this.#abort?.();
      },
      { signal, capture: true },
    );
  }

  /** Ends the drag after the list was updated, or after a timeout. */
  finish(): void {
    if (!this.isDropped) return;
    this.isDropped = false;
    this.current = null;
  }

  cancel(): void {
    this.#abort?.();
    this.finish();
  }
}

/** The slot of a section at a point of the window. `content` is the element that the layout measures. */
export function slotAt(
  content: HTMLElement,
  { columns, row, gap }: GridMetrics,
  { rowsTop, count }: { rowsTop: number; count: number },
  x: number,
  y: number,
): number {
  const box = content.getBoundingClientRect();
  const rtl = getComputedStyle(content).direction === 'rtl';
  const distance = rtl ? box.right - x : x - box.left;
  const column = Math.max(0, Math.min(columns - 1, Math.floor((distance * columns) / box.width)));
  const rowIndex = Math.max(0, Math.floor((y - box.top - rowsTop) / (row + gap)));
  return Math.max(0, Math.min(count - 1, rowIndex * columns + column));
}
