// What stays where it is while the list changes: the shelf under the pointer, the app with the focus.
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
import { withFavoriteMoved } from '../../src/lib/host/demo/personalization-commands';
import { emptyPersonalization } from '../../src/lib/host/demo/populated';
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
const at = (key: string) => (letters.includes(key) ? letters.indexOf(key) : undefined);
const group = (kind: Group['kind'], keys: string, id: string = kind): Group => {
  const indices = [...keys].map((key) => at(key) ?? 0);
  return { id, kind, title: id, apps: indices, count: indices.length };
};
const measure = { columns: 2, row: 100, gap: 10, heading: 30, sectionGap: 20 };
const standing = (...groups: Group[]): LayoutSnapshot => ({
  groups,
  apps,
  layout: computeLayout(
    groups.map((one) => one.apps.length),
    measure,
  ),
});
const keysOn = (steady: StableOrder, id: string) =>
  steady.visible.groups
    .find((one) => one.id === id)
    ?.apps.map((index) => letters[index])
    .join('');

describe('Steady', () => {
  let steady: StableOrder;
  const take = (groups: Group[], shelf: string | null = null, deeds = 0) =>
    steady.update({ groups, apps }, shelf, deeds, at);
  beforeEach(() => {
    vi.useFakeTimers();
    steady = new StableOrder();
    take([group('recent', 'abc'), group('category', 'defg')]);
  });
  afterEach(() => void vi.useRealTimers());

  it('delays reordering of the hovered group only', () => {
    take([group('recent', 'cab'), group('category', 'gfed')], 'recent');
    expect(keysOn(steady, 'recent')).toBe('abc');
    expect(keysOn(steady, 'category')).toBe('gfed');
    expect(steady.delayedGroup).toBe('recent');
    steady.release();
    expect(keysOn(steady, 'recent')).toBe('cab');
  });

  it('applies the new order after maxDelayMs', () => {
    take([group('recent', 'cab'), group('category', 'defg')], 'recent');
    vi.advanceTimersByTime(maxDelayMs - 1);
    expect(keysOn(steady, 'recent')).toBe('abc');
    vi.advanceTimersByTime(1);
    expect(keysOn(steady, 'recent')).toBe('cab');
  });

  it('appends new apps and keeps apps that left the hovered group', () => {
    take([group('recent', 'hab'), group('category', 'defg')], 'recent');
    expect(keysOn(steady, 'recent')).toBe('abch');
  });

  it('keeps a removed group until the pointer leaves it', () => {
    take([group('category', 'defg')], 'recent');
    expect(steady.visible.groups.map(({ id }) => id)).toEqual(['recent', 'category']);
    steady.release();
    expect(steady.visible.groups.map(({ id }) => id)).toEqual(['category']);
  });

  it('applies user edits immediately', () => {
    take([group('recent', 'cb'), group('category', 'defg')], 'recent', 1);
    expect(keysOn(steady, 'recent')).toBe('cb');
    expect(steady.delayedGroup).toBeNull();
  });

  it('does not delay if nothing moves or no group is hovered', () => {
    take([group('recent', 'abcd'), group('category', 'efg')], 'recent');
    expect(steady.delayedGroup).toBeNull();
    take([group('recent', 'dcba'), group('category', 'efg')], null);
    expect(keysOn(steady, 'recent')).toBe('dcba');
  });

  it('mergePreservingOrder drops apps that left the list', () => {
    expect(mergePreservingOrder(['a', 'gone', 'b'], [1, 0, 4], at)).toEqual([0, 1, 4]);
  });
});

describe('anchor', () => {
  const before = standing(group('recent', 'ab'), group('category', 'abcdef'));

  it('distinguishes the same app in two groups', () => {
    expect(anchorAt(before, 0)).toEqual({ group: 'recent', key: 'a' });
    expect(anchorAt(before, 2)).toEqual({ group: 'category', key: 'a' });
    expect(positionOf(before, { group: 'category', key: 'b' })).toBe(3);
    expect(positionOf(before, { group: 'recent', key: 'c' })).toBe(-1);
    expect(anchorAt(before, 8)).toBeNull();
  });

  it('scrollShift returns the distance the first surviving anchor moved', () => {
    const after = standing(group('favorites', 'abc'), ...before.groups);
    const spot = { group: 'category', key: 'd' };
    expect(scrollShift(before, after, [spot])).toBe(30 + 210 + 20);
    expect(scrollShift(after, before, [spot])).toBe(-260);
    expect(scrollShift(before, after, [{ group: 'gone', key: 'a' }, spot])).toBe(260);
    expect(scrollShift(before, after, [])).toBe(0);
  });

  it('scrollShift is zero if only apps within a group changed places', () => {
    const after = standing(group('recent', 'ab'), group('category', 'fedcba'));
    expect(scrollShift(before, after, [{ group: 'category', key: 'a' }])).toBe(0);
  });

  it('focusSuccessor prefers the same app, then its neighbor, then the nearest position', () => {
    const spot = { group: 'category', key: 'c' };
    const position = positionOf(before, spot);
    const with_ = (keys: string) => standing(group('recent', 'ab'), group('category', keys));
    expect(focusSuccessor(before, standing(group('favorites', 'c'), ...before.groups), spot, position)).toBe(
      5,
    );
    expect(anchorAt(with_('abdef'), focusSuccessor(before, with_('abdef'), spot, position))?.key).toBe('d');
    expect(anchorAt(with_('ab'), focusSuccessor(before, with_('ab'), spot, position))?.key).toBe('b');
    const alone = standing(group('recent', 'ab'));
    expect(focusSuccessor(before, alone, spot, position)).toBe(1);
    expect(focusSuccessor(before, standing(), spot, position)).toBe(0);
  });
});

describe('favorite order', () => {
  it('positionInAll matches the visible position for every subset and move', () => {
    // Every subset of five on screen, every move.
    const all = [...'abcde'];
    for (let mask = 1; mask < 32; mask++) {
      const shown = all.filter((_, bit) => mask & (1 << bit));
      for (const key of shown) {
        for (let to = 0; to < shown.length; to++) {
          const place = positionInAll(all, shown, key, to);
          const after = withFavoriteMoved({ ...emptyPersonalization, favorites: all }, key, place).favorites;
          expect(after.filter((one) => shown.includes(one))).toEqual(moveItem(shown, shown.indexOf(key), to));
          // Nobody else changes places.
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
    const once = gridMetrics({ shape: 'tiles', density: 'comfortable' }, 912, 1);
    const twice = gridMetrics({ shape: 'tiles', density: 'comfortable' }, 912, 2);
    expect(once.columns).toBe(6);
    expect(twice.columns).toBe(3);
    expect(twice.row).toBe(2 * once.row);
    expect(gridMetrics({ shape: 'list', density: 'compact' }, 912, 1).columns).toBe(1);
  });
});
