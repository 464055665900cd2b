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

/** Sizes in CSS pixels for a width; `scale` is 1 if a rem is 16 pixels. */
export function gridMetrics({ shape, density }: Appearance, width: number, scale: number): GridMetrics {
  const tiles = shape === 'tiles';
  const isComfortable = density === 'comfortable';
  const gap = tiles ? (isComfortable ? 12 : 8) : isComfortable ? 2 : 0;
  const row = tiles ? (isComfortable ? 130 : 106) : isComfortable ? 44 : 34;
  return {
    columns: tiles ? columnCount(width, (isComfortable ? 136 : 116) * scale, gap) : 1,
    row: Math.round(row * scale),
    gap,
    heading: Math.round((isComfortable ? 36 : 32) * scale),
    sectionGap: isComfortable ? 16 : 10,
  };
}
