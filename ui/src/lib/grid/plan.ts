// Where each app stands in a long, sectioned grid: pure arithmetic, no DOM. The grid draws only the rows
// that `slices` names; `place` and `moved` say where an app is and which one an arrow key leads to.
// An app's position counts through all sections: 0 is the first app of the first section.

/** Sizes in CSS pixels. */
export interface Measure {
  columns: number;
  /** Height of a row of apps, and the space below it. */
  row: number;
  gap: number;
  /** Height of a section's heading; 0 where there are no headings. */
  heading: number;
  /** Space below a section. */
  between: number;
}

export interface Band {
  /** Top of the heading, of the first row. */
  top: number;
  rowsTop: number;
  rows: number;
  /** Position of its first app, and how many it has. */
  start: number;
  count: number;
}

export interface Plan {
  measure: Measure;
  bands: Band[];
  total: number;
  height: number;
}

/** The rows `first..=last` of one section; `last < first` where only the heading is in sight. */
export interface Slice {
  band: number;
  first: number;
  last: number;
}

export interface Spot {
  band: number;
  row: number;
  column: number;
  top: number;
}

export function plan(counts: readonly number[], measure: Measure): Plan {
  const step = measure.row + measure.gap;
  const bands: Band[] = [];
  let top = 0;
  let start = 0;
  for (const count of counts) {
    const rows = Math.ceil(count / measure.columns);
    const rowsTop = top + measure.heading;
    bands.push({ top, rowsTop, rows, start, count });
    top = rowsTop + Math.max(0, rows * step - measure.gap) + measure.between;
    start += count;
  }
  return { measure, bands, total: start, height: Math.max(0, top - measure.between) };
}

/** How many columns of at least `least` fit. */
export function columnsIn(width: number, least: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (least + gap)));
}

/** The last index whose value is at most `wanted`, by halving; 0 if none is. */
function lastAtMost(length: number, wanted: number, value: (index: number) => number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is in sight between two heights. */
export function slices({ bands, measure }: Plan, from: number, to: number): Slice[] {
  const step = measure.row + measure.gap;
  const found: Slice[] = [];
  for (let index = lastAtMost(bands.length, from, (i) => bands[i]?.top ?? 0); index < bands.length; index++) {
    const band = bands[index];
    if (!band || band.top >= to) break;
    const first = Math.max(0, Math.floor((from - band.rowsTop) / step));
    const last = Math.min(band.rows - 1, Math.ceil((to - band.rowsTop) / step) - 1);
    if (first < band.rows || band.rows === 0) found.push({ band: index, first, last });
  }
  return found;
}

/** The same, with the row of one app always among them, so that focus is never lost to scrolling. */
export function slicesWith(plan: Plan, from: number, to: number, position: number): Slice[] {
  const found = slices(plan, from, to);
  if (position < 0 || position >= plan.total) return found;
  const { band, row } = place(plan, position);
  if (found.some((slice) => slice.band === band && row >= slice.first && row <= slice.last)) return found;
  return [...found, { band, first: row, last: row }].sort((a, b) => a.band - b.band || a.first - b.first);
}

/** The rows to draw, section by section; `held` is a section whose heading is drawn in any case, or -1. */
export function rowsByBand(found: readonly Slice[], held: number): { band: number; rows: number[] }[] {
  const drawn: { band: number; rows: number[] }[] = [];
  for (const { band, first, last } of found) {
    let entry = drawn.at(-1);
    if (entry?.band !== band) drawn.push((entry = { band, rows: [] }));
    for (let row = first; row <= last; row++) entry.rows.push(row);
  }
  if (held >= 0 && !drawn.some(({ band }) => band === held)) drawn.push({ band: held, rows: [] });
  return drawn;
}

export function place({ bands, measure }: Plan, position: number): Spot {
  const band = lastAtMost(bands.length, position, (i) => bands[i]?.start ?? 0);
  const { start, rowsTop } = bands[band] ?? { start: 0, rowsTop: 0 };
  const row = Math.floor((position - start) / measure.columns);
  return {
    band,
    row,
    column: (position - start) % measure.columns,
    top: rowsTop + row * (measure.row + measure.gap),
  };
}

export type Move = 'next' | 'previous' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** Where a key leads. Rows wrap into each other, the ends stop. */
export function moved(plan: Plan, position: number, move: Move, page: number): number {
  const end = plan.total - 1;
  switch (move) {
    case 'next':
      return Math.min(end, position + 1);
    case 'previous':
      return Math.max(0, position - 1);
    case 'first':
      return 0;
    case 'last':
      return end;
    case 'up':
      return vertical(plan, position, -1);
    case 'down':
      return vertical(plan, position, 1);
    case 'pageUp':
    case 'pageDown': {
      let at = position;
      for (let row = 0; row < Math.max(1, page); row++) at = vertical(plan, at, move === 'pageUp' ? -1 : 1);
      return at;
    }
  }
}

/** One row up or down in the same column, or in the last one where the row is shorter. */
function vertical(plan: Plan, position: number, by: -1 | 1): number {
  const { columns } = plan.measure;
  const spot = place(plan, position);
  let band = spot.band;
  let row = spot.row + by;
  while (row < 0 || row >= (plan.bands[band]?.rows ?? 0)) {
    band += by;
    const other = plan.bands[band];
    if (!other) return position;
    row = by > 0 ? 0 : other.rows - 1;
  }
  const { start, count } = plan.bands[band] ?? { start: 0, count: 0 };
  return start + Math.min(row * columns + spot.column, count - 1);
}
