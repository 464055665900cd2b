// Appearance of the list: tiles or rows, density, and the resulting sizes.
import type { Density, Layout } from '../ipc/types';
import { columnCount, type GridMetrics } from './layout';

export type Shape = 'tiles' | 'list';

export interface Appearance {
  shape: Shape;
  density: Density;
}

/** With more apps, `auto` uses a list. */
const maxAutoTiles = 60;

export function shapeFor(layout: Layout, apps: number, isNarrow: boolean): Shape {
  if (layout !== 'auto') return layout;
  return apps > maxAutoTiles || isNarrow ? 'list' : 'tiles';
}

/** Sizes in CSS pixels where a rem is 16 pixels; components get them as custom properties. `width` is the least. */
export const sizes = {
  tiles: {
    comfortable: { width: 136, row: 130, gap: 12 },
    compact: { width: 116, row: 106, gap: 8 },
  },
  list: {
    comfortable: { width: Infinity, row: 44, gap: 2 },
    compact: { width: Infinity, row: 34, gap: 0 },
  },
} satisfies Record<Shape, Record<Density, { width: number; row: number; gap: number }>>;

/** Sizes for a width; `scale` is 1 if a rem is 16 pixels. */
export function gridMetrics({ shape, density }: Appearance, available: number, scale: number): GridMetrics {
  const { width, row, gap } = sizes[shape][density];
  const isComfortable = density === 'comfortable';
  return {
    columns: columnCount(available, width * scale, gap),
    row: Math.round(row * scale),
    gap,
    heading: Math.round((isComfortable ? 36 : 32) * scale),
    sectionGap: isComfortable ? 16 : 10,
  };
}
