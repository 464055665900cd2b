// How the apps are drawn: as tiles or as a list, with more or less space; and the sizes that follow.
import type { Density, Layout } from '../ipc/types';
import { columnsIn, type Measure } from './plan';

export type Shape = 'tiles' | 'list';

export interface Look {
  shape: Shape;
  density: Density;
}

/** More than these are easier to read as a list. */
const tilesAtMost = 60;

export function shapeFor(layout: Layout, apps: number, narrow: boolean): Shape {
  if (layout !== 'auto') return layout;
  return apps > tilesAtMost || narrow ? 'list' : 'tiles';
}

/** Sizes in CSS pixels for a width; `scale` is the size of the text, 1 where a rem is 16 pixels. */
export function measures({ shape, density }: Look, width: number, scale: number): Measure {
  const tiles = shape === 'tiles';
  const roomy = density === 'comfortable';
  const gap = tiles ? (roomy ? 12 : 8) : roomy ? 2 : 0;
  const row = tiles ? (roomy ? 130 : 106) : roomy ? 44 : 34;
  return {
    columns: tiles ? columnsIn(width, (roomy ? 136 : 116) * scale, gap) : 1,
    row: Math.round(row * scale),
    gap,
    heading: Math.round((roomy ? 36 : 32) * scale),
    between: roomy ? 16 : 10,
  };
}
