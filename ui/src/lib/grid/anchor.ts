// Scroll anchoring: how far to scroll after a change so that anchored tiles keep their place on screen. Pure
// arithmetic over two layouts. An app may be in several groups, so an anchor is a group and a key.
import type { AppView } from '../ipc/types';
import type { Group } from './groups';
import { cellAt, visibleRows, type GridLayout } from './layout';

export interface LayoutSnapshot {
  groups: readonly Group[];
  apps: readonly AppView[];
  layout: GridLayout;
}

export interface Anchor {
  group: string;
  key: string;
}

/** The app at a position, and its place in its group. */
export function appAt({ groups, apps, layout }: LayoutSnapshot, position: number) {
  if (position < 0 || position >= layout.total) return null;
  const { section: index } = cellAt(layout, position);
  const group = groups[index];
  const section = layout.sections[index];
  const app = group && section && apps[group.apps[position - section.firstPosition] ?? -1];
  return app ? { app, group, section, indexInGroup: position - section.firstPosition } : null;
}

export function anchorAt(snapshot: LayoutSnapshot, position: number): Anchor | null {
  const found = appAt(snapshot, position);
  return found && { group: found.group.id, key: found.app.key };
}

/** The position of an anchor, or -1. */
export function positionOf({ groups, apps, layout }: LayoutSnapshot, anchor: Anchor): number {
  const groupIndex = groups.findIndex(({ id }) => id === anchor.group);
  const indexInGroup = groups[groupIndex]?.apps.findIndex((index) => apps[index]?.key === anchor.key) ?? -1;
  return indexInGroup < 0 ? -1 : (layout.sections[groupIndex]?.firstPosition ?? 0) + indexInGroup;
}

/** All anchors between two offsets, in order. */
export function* anchorsBetween(snapshot: LayoutSnapshot, top: number, bottom: number): Generator<Anchor> {
  const { sections, metrics } = snapshot.layout;
  for (const { section, firstRow, lastRow } of visibleRows(snapshot.layout, top, bottom)) {
    const { firstPosition, count } = sections[section] ?? { firstPosition: 0, count: 0 };
    const end = Math.min(count, (lastRow + 1) * metrics.columns);
    for (let indexInGroup = firstRow * metrics.columns; indexInGroup < end; indexInGroup++) {
      const anchor = anchorAt(snapshot, firstPosition + indexInGroup);
      if (anchor) yield anchor;
    }
  }
}

/** Where the focus moves: to the same anchor, else to the tile now at its place in the group, else nearby. */
export function focusSuccessor(
  before: LayoutSnapshot,
  after: LayoutSnapshot,
  anchor: Anchor | null,
  position: number,
): number {
  const last = after.layout.total - 1;
  if (anchor) {
    const samePosition = positionOf(after, anchor);
    if (samePosition >= 0) return samePosition;
    const groupIndex = after.groups.findIndex(({ id }) => id === anchor.group);
    const section = after.layout.sections[groupIndex];
    const previousSection = before.layout.sections[before.groups.findIndex(({ id }) => id === anchor.group)];
    if (section && previousSection && section.count > 0) {
      return (
        section.firstPosition +
        Math.max(0, Math.min(position - previousSection.firstPosition, section.count - 1))
      );
    }
  }
  return Math.max(0, Math.min(position, last));
}

/** How far the first surviving anchor has moved down; 0 if no section changed. */
export function scrollShift(
  before: LayoutSnapshot,
  after: LayoutSnapshot,
  anchors: Iterable<Anchor>,
): number {
  if (haveSameSections(before.layout, after.layout)) return 0;
  for (const anchor of anchors) {
    const previousPosition = positionOf(before, anchor);
    const position = positionOf(after, anchor);
    if (previousPosition >= 0 && position >= 0)
      return cellAt(after.layout, position).top - cellAt(before.layout, previousPosition).top;
  }
  return 0;
}

function haveSameSections(a: GridLayout, b: GridLayout): boolean {
  return (
    a.height === b.height &&
    a.metrics.columns === b.metrics.columns &&
    a.sections.length === b.sections.length &&
    a.sections.every(
      (section, index) => section.top === b.sections[index]?.top && section.count === b.sections[index].count,
    )
  );
}
