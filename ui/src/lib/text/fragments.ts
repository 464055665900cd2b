// Splits a text at the ranges that a search matched, for highlighting. Ignores invalid ranges, so that no letter is
// lost or repeated.
import type { AppView } from '../ipc/types';

export interface Fragment {
  text: string;
  matched: boolean;
}

export function splitFragments(name: string, ranges: readonly (readonly [number, number])[]): Fragment[] {
  const result: Fragment[] = [];
  let position = 0;
  for (const [start, end] of ranges) {
    if (start < position || end <= start || end > name.length) continue;
    if (start > position) result.push({ text: name.slice(position, start), matched: false });
    result.push({ text: name.slice(start, end), matched: true });
    position = end;
  }
  if (position < name.length) result.push({ text: name.slice(position), matched: false });
  return result;
}

/** Category and description of an app, with the match highlighted if the name did not match. `matchedElsewhere` is
    appended if neither matches. */
export function subtitleFragments(
  { category, description }: AppView,
  ranges: readonly unknown[],
  query: string,
  matchedElsewhere: string,
): Fragment[] {
  const line = [category, description].filter(Boolean).join(' · ');
  const needle = query.trim().toLocaleLowerCase();
  if (ranges.length > 0 || needle === '') return [{ text: line, matched: false }];
  const at = line.toLocaleLowerCase().indexOf(needle);
  if (at >= 0) return splitFragments(line, [[at, at + needle.length]]);
  return [{ text: [line, matchedElsewhere].filter(Boolean).join(' · '), matched: false }];
}
