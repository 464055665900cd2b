import { describe, expect, it } from 'vitest';
import {
  columnCount,
  positionAfterMove,
  cellAt,
  computeLayout,
  visibleRows,
  visibleRowsIncluding,
  type GridMetrics,
} from '../../src/lib/grid/layout';

const measure: GridMetrics = { columns: 4, row: 100, gap: 10, heading: 30, sectionGap: 20 };
// Sections of 6, 1 and 9 apps: rows 4+2, 1, 4+4+1.
const layout = computeLayout([6, 1, 9], measure);

describe('computeLayout', () => {
  it('stacks headings, rows and section gaps', () => {
    expect(
      layout.sections.map(({ top, rowsTop, rows, firstPosition }) => [top, rowsTop, rows, firstPosition]),
    ).toEqual([
      [0, 30, 2, 0],
      [260, 290, 1, 6],
      [410, 440, 3, 7],
    ]);
    expect(layout.height).toBe(440 + 3 * 110 - 10);
    expect(layout.total).toBe(16);
  });

  it('returns an empty layout for no sections', () => {
    expect(computeLayout([], measure)).toMatchObject({ height: 0, total: 0, sections: [] });
    expect(visibleRows(computeLayout([], measure), 0, 1000)).toEqual([]);
  });

  it('columnCount is at least one', () => {
    expect(columnCount(0, 136, 12)).toBe(1);
    expect(columnCount(912, 136, 12)).toBe(6);
    expect(columnCount(283, 136, 12)).toBe(1);
    expect(columnCount(284, 136, 12)).toBe(2);
  });
});

describe('visibleRows', () => {
  it('returns only the rows between two offsets', () => {
    expect(visibleRows(layout, 0, 100)).toEqual([{ section: 0, firstRow: 0, lastRow: 0 }]);
    expect(visibleRows(layout, 150, 460)).toEqual([
      { section: 0, firstRow: 1, lastRow: 1 },
      { section: 1, firstRow: 0, lastRow: 0 },
      { section: 2, firstRow: 0, lastRow: 0 },
    ]);
  });

  it('covers every offset without distant rows', () => {
    const long = computeLayout(
      Array.from({ length: 200 }, (_, index) => (index * 37) % 90),
      measure,
    );
    for (let from = 0; from < long.height; from += 613) {
      const found = visibleRows(long, from, from + 800);
      const rows = found.reduce((sum, { firstRow, lastRow }) => sum + Math.max(0, lastRow - firstRow + 1), 0);
      expect(rows).toBeLessThanOrEqual(9);
      for (const { section, firstRow, lastRow } of found) {
        const { rowsTop } = long.sections[section] ?? { rowsTop: 0 };
        for (let row = firstRow; row <= lastRow; row++) {
          expect(rowsTop + row * 110).toBeLessThan(from + 800);
          expect(rowsTop + row * 110 + 110).toBeGreaterThan(from);
        }
      }
    }
  });

  it('always includes the row of the current app', () => {
    expect(visibleRowsIncluding(layout, 0, 50, 15)).toEqual([
      { section: 0, firstRow: 0, lastRow: 0 },
      { section: 2, firstRow: 2, lastRow: 2 },
    ]);
    expect(visibleRowsIncluding(layout, 400, 800, 0)[0]).toEqual({ section: 0, firstRow: 0, lastRow: 0 });
    expect(visibleRowsIncluding(layout, 0, 50, 1)).toHaveLength(1);
  });
});

describe('roving focus', () => {
  it('cellAt returns section, row, column and top', () => {
    expect(cellAt(layout, 5)).toEqual({ section: 0, row: 1, column: 1, top: 140 });
    expect(cellAt(layout, 6)).toEqual({ section: 1, row: 0, column: 0, top: 290 });
    expect(cellAt(layout, 15)).toEqual({ section: 2, row: 2, column: 0, top: 660 });
  });

  it('horizontal moves wrap rows and stop at the ends', () => {
    expect(positionAfterMove(layout, 3, 'next', 1)).toBe(4);
    expect(positionAfterMove(layout, 5, 'next', 1)).toBe(6);
    expect(positionAfterMove(layout, 15, 'next', 1)).toBe(15);
    expect(positionAfterMove(layout, 0, 'previous', 1)).toBe(0);
    expect(positionAfterMove(layout, 8, 'first', 1)).toBe(0);
    expect(positionAfterMove(layout, 8, 'last', 1)).toBe(15);
  });

  it('keeps the column going down and up, across sections, as far as the rows reach', () => {
    expect(positionAfterMove(layout, 1, 'down', 1)).toBe(5);
    expect(positionAfterMove(layout, 3, 'down', 1)).toBe(5);
    expect(positionAfterMove(layout, 5, 'down', 1)).toBe(6);
    expect(positionAfterMove(layout, 6, 'down', 1)).toBe(7);
    expect(positionAfterMove(layout, 10, 'up', 1)).toBe(6);
    expect(positionAfterMove(layout, 6, 'up', 1)).toBe(4);
    expect(positionAfterMove(layout, 2, 'up', 1)).toBe(2);
    expect(positionAfterMove(layout, 15, 'down', 1)).toBe(15);
  });

  it('page moves by the visible number of rows', () => {
    expect(positionAfterMove(layout, 0, 'pageDown', 3)).toBe(7);
    expect(positionAfterMove(layout, 0, 'pageDown', 100)).toBe(15);
    expect(positionAfterMove(layout, 15, 'pageUp', 100)).toBe(0);
  });
});
