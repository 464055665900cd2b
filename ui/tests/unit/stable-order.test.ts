// Stability of the list: delayed reordering, scroll anchors, focus.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  positionOf,
  scrollShift,
  anchorAt,
  focusSuccessor,
  type LayoutSnapshot,
} from '../../src/lib/grid/anchor';
import type { Group } from '../../src/lib/grid/groups';
import { gridMetrics, shapeFor } from '../../src/lib/grid/appearance';
import { positionInAll, moveItem } from '../../src/lib/grid/favorite-order';
import { computeLayout } from '../../src/lib/grid/layout';
import { maxDelayMs, mergePreservingOrder, StableOrder } from '../../src/lib/grid/stable-order.svelte';
import { withFavoriteMoved } from '../demo/preferences-commands';
import { emptyPreferences } from '../demo/populated';
import type { AppView } from '../../src/lib/ipc/types';

const letters = 'abcdefghijkl';
const app = (key: string): AppView => ({
  key,
  name: key,
  description: null,
  category: null,
  icon: null,
  initials: key,
  hue: 0,
  restriction: null,
  endsAt: null,
});
const apps = [...letters].map(app);
const indexOf = (key: string) => (letters.includes(key) ? letters.indexOf(key) : undefined);
const group = (kind: Group['kind'], keys: string, id: string = kind): Group => {
  const indices = [...keys].map((key) => indexOf(key) ?? 0);
  return { id, kind, title: id, apps: indices, count: indices.length };
};
const measure = { columns: 2, row: 100, gap: 10, heading: 30, sectionGap: 20 };
const snapshot = (...groups: Group[]): LayoutSnapshot => ({
  groups,
  apps,
  layout: computeLayout(
    groups.map((one) => one.apps.length),
    measure,
  ),
});
const keysInGroup = (order: StableOrder, id: string) =>
  order.visible.groups
    .find((one) => one.id === id)
    ?.apps.map((index) => letters[index])
    .join('');

describe('StableOrder', () => {
  let stableOrder: StableOrder;
  const updateOrder = (groups: Group[], hoveredGroup: string | null = null, userEdits = 0) =>
    stableOrder.update({ groups, apps }, hoveredGroup, userEdits, indexOf);
  beforeEach(() => {
    vi.useFakeTimers();
    stableOrder = new StableOrder();
    updateOrder([group('recent', 'abc'), group('category', 'defg')]);
  });
  afterEach(() => void vi.useRealTimers());

  it('delays reordering of the hovered group only', () => {
    updateOrder([group('recent', 'cab'), group('category', 'gfed')], 'recent');
    expect(keysInGroup(stableOrder, 'recent')).toBe('abc');
    expect(keysInGroup(stableOrder, 'category')).toBe('gfed');
    expect(stableOrder.delayedGroup).toBe('recent');
    stableOrder.release();
    expect(keysInGroup(stableOrder, 'recent')).toBe('cab');
  });

  it('applies the new order after maxDelayMs', () => {
    updateOrder([group('recent', 'cab'), group('category', 'defg')], 'recent');
    vi.advanceTimersByTime(maxDelayMs - 1);
    expect(keysInGroup(stableOrder, 'recent')).toBe('abc');
    vi.advanceTimersByTime(1);
    expect(keysInGroup(stableOrder, 'recent')).toBe('cab');
  });

  it('appends new apps and keeps apps that left the hovered group', () => {
    updateOrder([group('recent', 'hab'), group('category', 'defg')], 'recent');
    expect(keysInGroup(stableOrder, 'recent')).toBe('abch');
  });

  it('keeps a removed group until the pointer leaves it', () => {
    updateOrder([group('category', 'defg')], 'recent');
    expect(stableOrder.visible.groups.map(({ id }) => id)).toEqual(['recent', 'category']);
    stableOrder.release();
    expect(stableOrder.visible.groups.map(({ id }) => id)).toEqual(['category']);
  });

  it('applies user edits immediately', () => {
    updateOrder([group('recent', 'cb'), group('category', 'defg')], 'recent', 1);
    expect(keysInGroup(stableOrder, 'recent')).toBe('cb');
    expect(stableOrder.delayedGroup).toBeNull();
  });

  it('does not delay if nothing moves or no group is hovered', () => {
    updateOrder([group('recent', 'abcd'), group('category', 'efg')], 'recent');
    expect(stableOrder.delayedGroup).toBeNull();
    updateOrder([group('recent', 'dcba'), group('category', 'efg')], null);
    expect(keysInGroup(stableOrder, 'recent')).toBe('dcba');
  });

  it('mergePreservingOrder drops apps that left the list', () => {
    expect(mergePreservingOrder(['a', 'gone', 'b'], [1, 0, 4], indexOf)).toEqual([0, 1, 4]);
  });
});

describe('anchor', () => {
  const before = snapshot(group('recent', 'ab'), group('category', 'abcdef'));

  it('distinguishes the same app in two groups', () => {
    expect(anchorAt(before, 0)).toEqual({ group: 'recent', key: 'a' });
    expect(anchorAt(before, 2)).toEqual({ group: 'category', key: 'a' });
    expect(positionOf(before, { group: 'category', key: 'b' })).toBe(3);
    expect(positionOf(before, { group: 'recent', key: 'c' })).toBe(-1);
    expect(anchorAt(before, 8)).toBeNull();
  });

  it('scrollShift returns the distance the first surviving anchor moved', () => {
    const after = snapshot(group('favorites', 'abc'), ...before.groups);
    const anchor = { group: 'category', key: 'd' };
    expect(scrollShift(before, after, [anchor])).toBe(30 + 210 + 20);
    expect(scrollShift(after, before, [anchor])).toBe(-260);
    expect(scrollShift(before, after, [{ group: 'gone', key: 'a' }, anchor])).toBe(260);
    expect(scrollShift(before, after, [])).toBe(0);
  });

  it('scrollShift is zero if only apps within a group changed places', () => {
    const after = snapshot(group('recent', 'ab'), group('category', 'fedcba'));
    expect(scrollShift(before, after, [{ group: 'category', key: 'a' }])).toBe(0);
  });

  it('focusSuccessor prefers the same app, then its neighbor, then the nearest position', () => {
    const anchor = { group: 'category', key: 'c' };
    const position = positionOf(before, anchor);
    const snapshotWith = (keys: string) => snapshot(group('recent', 'ab'), group('category', keys));
    expect(
      focusSuccessor(before, snapshot(group('favorites', 'c'), ...before.groups), anchor, position),
    ).toBe(5);
    expect(
      anchorAt(snapshotWith('abdef'), focusSuccessor(before, snapshotWith('abdef'), anchor, position))?.key,
    ).toBe('d');
    expect(
      anchorAt(snapshotWith('ab'), focusSuccessor(before, snapshotWith('ab'), anchor, position))?.key,
    ).toBe('b');
    const withoutCategory = snapshot(group('recent', 'ab'));
    expect(focusSuccessor(before, withoutCategory, anchor, position)).toBe(1);
    expect(focusSuccessor(before, snapshot(), anchor, position)).toBe(0);
  });
});

describe('favorite order', () => {
  it('positionInAll matches the visible position for every subset and move', () => {
    // Tests every visible subset of five favorites, and every move.
    const all = [...'abcde'];
    for (let mask = 1; mask < 32; mask++) {
      const visible = all.filter((_, bit) => mask & (1 << bit));
      for (const key of visible) {
        for (let to = 0; to < visible.length; to++) {
          const place = positionInAll(all, visible, key, to);
          const after = withFavoriteMoved({ ...emptyPreferences, favorites: all }, key, place).favorites;
          expect(after.filter((one) => visible.includes(one))).toEqual(
            moveItem(visible, visible.indexOf(key), to),
          );
          // The other favorites keep their order.
          expect(after.filter((one) => one !== key)).toEqual(all.filter((one) => one !== key));
        }
      }
    }
  });
});

describe('appearance', () => {
  it('auto layout uses a list for many apps or a narrow window', () => {
    expect(shapeFor('auto', 60, false)).toBe('tiles');
    expect(shapeFor('auto', 61, false)).toBe('list');
    expect(shapeFor('auto', 3, true)).toBe('list');
    expect(shapeFor('tiles', 900, true)).toBe('tiles');
    expect(shapeFor('list', 1, false)).toBe('list');
  });

  it('grid metrics scale with the text size', () => {
    const single = gridMetrics({ shape: 'tiles', density: 'comfortable' }, 912, 1);
    const double = gridMetrics({ shape: 'tiles', density: 'comfortable' }, 912, 2);
    expect(single.columns).toBe(6);
    expect(double.columns).toBe(3);
    expect(double.row).toBe(2 * single.row);
    expect(gridMetrics({ shape: 'list', density: 'compact' }, 912, 1).columns).toBe(1);
  });
});
