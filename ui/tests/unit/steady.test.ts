// What stays where it is while the list changes: the shelf under the pointer, the app with the focus.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { positionOf, shift, spotAt, successor, type Standing } from '../../src/lib/grid/anchor';
import type { Group } from '../../src/lib/grid/groups';
import { measures, shapeFor } from '../../src/lib/grid/look';
import { placeAmong, reordered } from '../../src/lib/grid/order';
import { plan } from '../../src/lib/grid/plan';
import { heldFor, kept, Steady } from '../../src/lib/grid/steady.svelte';
import { moved } from '../../src/lib/host/demo/shelves';
import { untouched } from '../../src/lib/host/demo/personal';
import type { AppView } from '../../src/lib/ipc/types';

const letters = 'abcdefghijkl';
const app = (key: string): AppView => ({
  key,
  name: key,
  description: null,
  category: null,
  icon: null,
  letters: key,
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
const measure = { columns: 2, row: 100, gap: 10, heading: 30, between: 20 };
const standing = (...groups: Group[]): Standing => ({
  groups,
  apps,
  layout: plan(
    groups.map((one) => one.apps.length),
    measure,
  ),
});
const keysOn = (steady: Steady, id: string) =>
  steady.shown.groups
    .find((one) => one.id === id)
    ?.apps.map((index) => letters[index])
    .join('');

describe('Steady', () => {
  let steady: Steady;
  const take = (groups: Group[], shelf: string | null = null, deeds = 0) =>
    steady.take({ groups, apps }, shelf, deeds, at);
  beforeEach(() => {
    vi.useFakeTimers();
    steady = new Steady();
    take([group('recent', 'abc'), group('category', 'defg')]);
  });
  afterEach(() => void vi.useRealTimers());

  it('does not reorder the shelf under the pointer, and does any other', () => {
    take([group('recent', 'cab'), group('category', 'gfed')], 'recent');
    expect(keysOn(steady, 'recent')).toBe('abc');
    expect(keysOn(steady, 'category')).toBe('gfed');
    expect(steady.held).toBe('recent');
    steady.release();
    expect(keysOn(steady, 'recent')).toBe('cab');
  });

  it('waits some seconds at most', () => {
    take([group('recent', 'cab'), group('category', 'defg')], 'recent');
    vi.advanceTimersByTime(heldFor - 1);
    expect(keysOn(steady, 'recent')).toBe('abc');
    vi.advanceTimersByTime(1);
    expect(keysOn(steady, 'recent')).toBe('cab');
  });

  it('adds what came at the end, and keeps what left the shelf but not the list', () => {
    take([group('recent', 'hab'), group('category', 'defg')], 'recent');
    expect(keysOn(steady, 'recent')).toBe('abch');
  });

  it('keeps a shelf that is gone until the pointer has left it', () => {
    take([group('category', 'defg')], 'recent');
    expect(steady.shown.groups.map(({ id }) => id)).toEqual(['recent', 'category']);
    steady.release();
    expect(steady.shown.groups.map(({ id }) => id)).toEqual(['category']);
  });

  it('shows at once what the person did', () => {
    take([group('recent', 'cb'), group('category', 'defg')], 'recent', 1);
    expect(keysOn(steady, 'recent')).toBe('cb');
    expect(steady.held).toBeNull();
  });

  it('waits for nothing where nothing would move, or nobody points', () => {
    take([group('recent', 'abcd'), group('category', 'efg')], 'recent');
    expect(steady.held).toBeNull();
    take([group('recent', 'dcba'), group('category', 'efg')], null);
    expect(keysOn(steady, 'recent')).toBe('dcba');
  });

  it('drops what the company took away, even under the pointer', () => {
    expect(kept(['a', 'gone', 'b'], [1, 0, 4], at)).toEqual([0, 1, 4]);
  });
});

describe('anchor', () => {
  const before = standing(group('recent', 'ab'), group('category', 'abcdef'));

  it('knows an app on two shelves apart', () => {
    expect(spotAt(before, 0)).toEqual({ shelf: 'recent', key: 'a' });
    expect(spotAt(before, 2)).toEqual({ shelf: 'category', key: 'a' });
    expect(positionOf(before, { shelf: 'category', key: 'b' })).toBe(3);
    expect(positionOf(before, { shelf: 'recent', key: 'c' })).toBe(-1);
    expect(spotAt(before, 8)).toBeNull();
  });

  it('says how far what one looks at has moved', () => {
    const after = standing(group('favourites', 'abc'), ...before.groups);
    const spot = { shelf: 'category', key: 'd' };
    expect(shift(before, after, [spot])).toBe(30 + 210 + 20);
    expect(shift(after, before, [spot])).toBe(-260);
    expect(shift(before, after, [{ shelf: 'gone', key: 'a' }, spot])).toBe(260);
    expect(shift(before, after, [])).toBe(0);
  });

  it('moves nothing where only apps changed places', () => {
    const after = standing(group('recent', 'ab'), group('category', 'fedcba'));
    expect(shift(before, after, [{ shelf: 'category', key: 'a' }])).toBe(0);
  });

  it('hands the focus to the same app, to its neighbour, or to what is near', () => {
    const spot = { shelf: 'category', key: 'c' };
    const position = positionOf(before, spot);
    const with_ = (keys: string) => standing(group('recent', 'ab'), group('category', keys));
    expect(successor(before, standing(group('favourites', 'c'), ...before.groups), spot, position)).toBe(5);
    expect(spotAt(with_('abdef'), successor(before, with_('abdef'), spot, position))?.key).toBe('d');
    expect(spotAt(with_('ab'), successor(before, with_('ab'), spot, position))?.key).toBe('b');
    const alone = standing(group('recent', 'ab'));
    expect(successor(before, alone, spot, position)).toBe(1);
    expect(successor(before, standing(), spot, position)).toBe(0);
  });
});

describe('the order of favourites', () => {
  it('means the same place among all as among those on screen', () => {
    // Every subset of five on screen, every move.
    const all = [...'abcde'];
    for (let mask = 1; mask < 32; mask++) {
      const shown = all.filter((_, bit) => mask & (1 << bit));
      for (const key of shown) {
        for (let to = 0; to < shown.length; to++) {
          const place = placeAmong(all, shown, key, to);
          const after = moved({ ...untouched, favourites: all }, key, place).favourites;
          expect(after.filter((one) => shown.includes(one))).toEqual(
            reordered(shown, shown.indexOf(key), to),
          );
          // Nobody else changes places.
          expect(after.filter((one) => one !== key)).toEqual(all.filter((one) => one !== key));
        }
      }
    }
  });
});

describe('the look', () => {
  it('is a list for many apps or a narrow window, unless somebody chose', () => {
    expect(shapeFor('auto', 60, false)).toBe('tiles');
    expect(shapeFor('auto', 61, false)).toBe('list');
    expect(shapeFor('auto', 3, true)).toBe('list');
    expect(shapeFor('tiles', 900, true)).toBe('tiles');
    expect(shapeFor('list', 1, false)).toBe('list');
  });

  it('grows with the text', () => {
    const once = measures({ shape: 'tiles', density: 'comfortable' }, 912, 1);
    const twice = measures({ shape: 'tiles', density: 'comfortable' }, 912, 2);
    expect(once.columns).toBe(6);
    expect(twice.columns).toBe(3);
    expect(twice.row).toBe(2 * once.row);
    expect(measures({ shape: 'list', density: 'compact' }, 912, 1).columns).toBe(1);
  });
});
