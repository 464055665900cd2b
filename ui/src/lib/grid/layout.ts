// Layout of a long grid in sections: pure arithmetic without DOM. `visibleRows` names the rows to render; `cellAt`
// and `positionAfterMove` locate apps and arrow-key targets. A position counts through all sections: 0 is the first
// app of the first section.

/** Sizes in CSS pixels. */
export interface GridMetrics {
  columns: number;
  /** Height of a row, and the gap below it. */
  row: number;
  gap: number;
  /** Height of a section's heading; 0 where there are no headings. */
  heading: number;
  /** Space below a section. */
  sectionGap: number;
}

export interface SectionLayout {
  /** Top of the heading, and of the first row. */
  top: number;
  rowsTop: number;
  rows: number;
  /** Position of the first app, and the number of apps. */
  firstPosition: number;
  count: number;
}

export interface GridLayout {
  metrics: GridMetrics;
  sections: SectionLayout[];
  total: number;
  height: number;
}

/** Rows `firstRow..=lastRow` of one section; `lastRow < firstRow` if only the heading is visible. */
export interface RowRange {
  section: number;
  firstRow: number;
  lastRow: number;
}

export interface CellPosition {
  section: number;
  row: number;
  column: number;
  top: number;
}

export function computeLayout(counts: readonly number[], metrics: GridMetrics): GridLayout {
  const rowStep = metrics.row + metrics.gap;
  const sections: SectionLayout[] = [];
  let top = 0;
  let firstPosition = 0;
  for (const count of counts) {
    const rows = Math.ceil(count / metrics.columns);
    const rowsTop = top + metrics.heading;
    sections.push({ top, rowsTop, rows, firstPosition, count });
    top = rowsTop + Math.max(0, rows * rowStep - metrics.gap) + metrics.sectionGap;
    firstPosition += count;
  }
  return { metrics, sections, total: firstPosition, height: Math.max(0, top - metrics.sectionGap) };
}

/** Number of columns of at least `minWidth` that fit, at least one. */
export function columnCount(width: number, minWidth: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
}

/** The last index whose value is at most `limit`, by binary search; 0 if none is. */
function lastIndexAtMost(length: number, limit: number, value: (index: number) => number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rows between two offsets. */
export function visibleRows({ sections, metrics }: GridLayout, top: number, bottom: number): RowRange[] {
  const rowStep = metrics.row + metrics.gap;
  const ranges: RowRange[] = [];
  for (
    let index = lastIndexAtMost(sections.length, top, (i) => sections[i]?.top ?? 0);
    index < sections.length;
    index++
  ) {
    const section = sections[index];
    if (!section || section.top >= bottom) break;
    const firstRow = Math.max(0, Math.floor((top - section.rowsTop) / rowStep));
    const lastRow = Math.min(section.rows - 1, Math.ceil((bottom - section.rowsTop) / rowStep) - 1);
    if (firstRow < section.rows || section.rows === 0) ranges.push({ section: index, firstRow, lastRow });
  }
  return ranges;
}

/** The same, always including the row of one app, so that scrolling never removes the focused element. */
export function visibleRowsIncluding(
  layout: GridLayout,
  top: number,
  bottom: number,
  position: number,
): RowRange[] {
  const ranges = visibleRows(layout, top, bottom);
  if (position < 0 || position >= layout.total) return ranges;
  const { section, row } = cellAt(layout, position);
  if (ranges.some((range) => range.section === section && row >= range.firstRow && row <= range.lastRow))
    return ranges;
  return [...ranges, { section, firstRow: row, lastRow: row }].sort(
    (a, b) => a.section - b.section || a.firstRow - b.firstRow,
  );
}

/** The rows to draw, section by section. The heading of `pinnedSection` is always drawn; -1 pins none. */
export function rowsBySection(
  ranges: readonly RowRange[],
  pinnedSection: number,
): { section: number; rows: number[] }[] {
  const result: { section: number; rows: number[] }[] = [];
  for (const { section, firstRow, lastRow } of ranges) {
    let entry = result.at(-1);
    if (entry?.section !== section) result.push((entry = { section, rows: [] }));
    for (let row = firstRow; row <= lastRow; row++) entry.rows.push(row);
  }
  if (pinnedSection >= 0 && !result.some(({ section }) => section === pinnedSection))
    result.push({ section: pinnedSection, rows: [] });
  return result;
}

export function cellAt({ sections, metrics }: GridLayout, position: number): CellPosition {
  const section = lastIndexAtMost(sections.length, position, (i) => sections[i]?.firstPosition ?? 0);
  const { firstPosition, rowsTop } = sections[section] ?? { firstPosition: 0, rowsTop: 0 };
  const row = Math.floor((position - firstPosition) / metrics.columns);
  return {
    section,
    row,
    column: (position - firstPosition) % metrics.columns,
    top: rowsTop + row * (metrics.row + metrics.gap),
  };
}

export type Move = 'next' | 'previous' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** The position after a move. Rows wrap into each other; the ends stop. */
export function positionAfterMove(layout: GridLayout, position: number, move: Move, page: number): number {
  const last = layout.total - 1;
  switch (move) {
    case 'next':
      return Math.min(last, position + 1);
    case 'previous':
      return Math.max(0, position - 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'up':
      return moveVertically(layout, position, -1);
    case 'down':
      return moveVertically(layout, position, 1);
    case 'pageUp':
    case 'pageDown': {
      let result = position;
      for (let row = 0; row < Math.max(1, page); row++)
        result = moveVertically(layout, result, move === 'pageUp' ? -1 : 1);
      return result;
    }
  }
}

/** One row up or down in the same column, or in the last column of a shorter row. */
function moveVertically(layout: GridLayout, position: number, step: -1 | 1): number {
  const { columns } = layout.metrics;
  const cell = cellAt(layout, position);
  let section = cell.section;
  let row = cell.row + step;
  while (row < 0 || row >= (layout.sections[section]?.rows ?? 0)) {
    section += step;
    const neighbor = layout.sections[section];
    if (!neighbor) return position;
    row = step > 0 ? 0 : neighbor.rows - 1;
  }
  const { firstPosition, count } = layout.sections[section] ?? { firstPosition: 0, count: 0 };
  return firstPosition + Math.min(row * columns + cell.column, count - 1);
}
