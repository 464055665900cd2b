// How far the list has to be scrolled after a change so that what the person looks at stays where it is: pure
// arithmetic over two layouts. An app may stand on several shelves, so a spot is a shelf and a key.
import type { AppView } from '../ipc/types';
import type { Group } from './groups';
import { place, slices, type Plan } from './plan';

export interface Standing {
  groups: readonly Group[];
  apps: readonly AppView[];
  layout: Plan;
}

export interface Spot {
  shelf: string;
  key: string;
}

export function spotAt({ groups, apps, layout }: Standing, position: number): Spot | null {
  if (position < 0 || position >= layout.total) return null;
  const { band } = place(layout, position);
  const group = groups[band];
  const index = group?.apps[position - (layout.bands[band]?.start ?? 0)];
  const key = index === undefined ? undefined : apps[index]?.key;
  return group && key !== undefined ? { shelf: group.id, key } : null;
}

/** The position of a spot, or -1. */
export function positionOf({ groups, apps, layout }: Standing, spot: Spot): number {
  const band = groups.findIndex(({ id }) => id === spot.shelf);
  const within = groups[band]?.apps.findIndex((index) => apps[index]?.key === spot.key) ?? -1;
  return within < 0 ? -1 : (layout.bands[band]?.start ?? 0) + within;
}

/** Everything in sight between two heights, from the first on. */
export function* spotsBetween(standing: Standing, top: number, bottom: number): Generator<Spot> {
  const { bands, measure } = standing.layout;
  for (const { band, first, last } of slices(standing.layout, top, bottom)) {
    const { start, count } = bands[band] ?? { start: 0, count: 0 };
    const end = Math.min(count, (last + 1) * measure.columns);
    for (let within = first * measure.columns; within < end; within++) {
      const spot = spotAt(standing, start + within);
      if (spot) yield spot;
    }
  }
}

/** Where the focus goes: to the same spot, else to what now stands in its place on the shelf, else near. */
export function successor(before: Standing, after: Standing, spot: Spot | null, position: number): number {
  const last = after.layout.total - 1;
  if (spot) {
    const same = positionOf(after, spot);
    if (same >= 0) return same;
    const shelf = after.groups.findIndex(({ id }) => id === spot.shelf);
    const band = after.layout.bands[shelf];
    const was = before.layout.bands[before.groups.findIndex(({ id }) => id === spot.shelf)];
    if (band && was && band.count > 0) {
      return band.start + Math.max(0, Math.min(position - was.start, band.count - 1));
    }
  }
  return Math.max(0, Math.min(position, last));
}

/** How far the first of these spots that is still there has moved down; 0 where nothing changed places. */
export function shift(before: Standing, after: Standing, spots: Iterable<Spot>): number {
  if (sameBands(before.layout, after.layout)) return 0;
  for (const spot of spots) {
    const from = positionOf(before, spot);
    const to = positionOf(after, spot);
    if (from >= 0 && to >= 0) return place(after.layout, to).top - place(before.layout, from).top;
  }
  return 0;
}

function sameBands(one: Plan, other: Plan): boolean {
  return (
    one.height === other.height &&
    one.measure.columns === other.measure.columns &&
    one.bands.length === other.bands.length &&
    one.bands.every(
      (band, index) => band.top === other.bands[index]?.top && band.count === other.bands[index].count,
    )
  );
}
