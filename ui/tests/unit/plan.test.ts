import { describe, expect, it } from 'vitest';
import { columnsIn, moved, place, plan, slices, slicesWith, type Measure } from '../../src/lib/grid/plan';

const measure: Measure = { columns: 4, row: 100, gap: 10, heading: 30, between: 20 };
// Sections of 6, 1 and 9 apps: rows 4+2, 1, 4+4+1.
const layout = plan([6, 1, 9], measure);

describe('plan', () => {
  it('stacks headings, rows and the space between sections', () => {
    expect(layout.bands.map(({ top, rowsTop, rows, start }) => [top, rowsTop, rows, start])).toEqual([
      [0, 30, 2, 0],
      [260, 290, 1, 6],
      [410, 440, 3, 7],
    ]);
    expect(layout.height).toBe(440 + 3 * 110 - 10);
    expect(layout.total).toBe(16);
  });

  it('is empty for nothing', () => {
    expect(plan([], measure)).toMatchObject({ height: 0, total: 0, bands: [] });
    expect(slices(plan([], measure), 0, 1000)).toEqual([]);
  });

  it('fits at least one column', () => {
    expect(columnsIn(0, 136, 12)).toBe(1);
    expect(columnsIn(912, 136, 12)).toBe(6);
    expect(columnsIn(283, 136, 12)).toBe(1);
    expect(columnsIn(284, 136, 12)).toBe(2);
  });
});

describe('slices', () => {
  it('names only the rows between two heights', () => {
    expect(slices(layout, 0, 100)).toEqual([{ band: 0, first: 0, last: 0 }]);
    expect(slices(layout, 150, 460)).toEqual([
      { band: 0, first: 1, last: 1 },
      { band: 1, first: 0, last: 0 },
      { band: 2, first: 0, last: 0 },
    ]);
  });

  it('covers every height, with no row drawn that is far away', () => {
    const long = plan(
      Array.from({ length: 200 }, (_, index) => (index * 37) % 90),
      measure,
    );
    for (let from = 0; from < long.height; from += 613) {
      const found = slices(long, from, from + 800);
      const rows = found.reduce((sum, { first, last }) => sum + Math.max(0, last - first + 1), 0);
      expect(rows).toBeLessThanOrEqual(9);
      for (const { band, first, last } of found) {
        const { rowsTop } = long.bands[band] ?? { rowsTop: 0 };
        for (let row = first; row <= last; row++) {
          expect(rowsTop + row * 110).toBeLessThan(from + 800);
          expect(rowsTop + row * 110 + 110).toBeGreaterThan(from);
        }
      }
    }
  });

  it('always holds the row of the current app', () => {
    expect(slicesWith(layout, 0, 50, 15)).toEqual([
      { band: 0, first: 0, last: 0 },
      { band: 2, first: 2, last: 2 },
    ]);
    expect(slicesWith(layout, 400, 800, 0)[0]).toEqual({ band: 0, first: 0, last: 0 });
    expect(slicesWith(layout, 0, 50, 1)).toHaveLength(1);
  });
});

describe('roving focus', () => {
  it('finds the place of an app', () => {
    expect(place(layout, 5)).toEqual({ band: 0, row: 1, column: 1, top: 140 });
    expect(place(layout, 6)).toEqual({ band: 1, row: 0, column: 0, top: 290 });
    expect(place(layout, 15)).toEqual({ band: 2, row: 2, column: 0, top: 660 });
  });

  it('wraps rows and stops at the ends', () => {
    expect(moved(layout, 3, 'next', 1)).toBe(4);
    expect(moved(layout, 5, 'next', 1)).toBe(6);
    expect(moved(layout, 15, 'next', 1)).toBe(15);
    expect(moved(layout, 0, 'previous', 1)).toBe(0);
    expect(moved(layout, 8, 'first', 1)).toBe(0);
    expect(moved(layout, 8, 'last', 1)).toBe(15);
  });

  it('keeps the column going down and up, across sections, as far as the rows reach', () => {
    expect(moved(layout, 1, 'down', 1)).toBe(5);
    expect(moved(layout, 3, 'down', 1)).toBe(5);
    expect(moved(layout, 5, 'down', 1)).toBe(6);
    expect(moved(layout, 6, 'down', 1)).toBe(7);
    expect(moved(layout, 10, 'up', 1)).toBe(6);
    expect(moved(layout, 6, 'up', 1)).toBe(4);
    expect(moved(layout, 2, 'up', 1)).toBe(2);
    expect(moved(layout, 15, 'down', 1)).toBe(15);
  });

  it('pages by what is in sight', () => {
    expect(moved(layout, 0, 'pageDown', 3)).toBe(7);
    expect(moved(layout, 0, 'pageDown', 100)).toBe(15);
    expect(moved(layout, 15, 'pageUp', 100)).toBe(0);
  });
});
