// Cuts a name at the ranges that a search matched, so that the matched parts can be set in bold. Ranges
// are checked: a wrong one must not swallow or repeat letters of a name.
import type { AppView } from '../ipc/types';

export interface Fragment {
  text: string;
  matched: boolean;
}

export function fragments(name: string, ranges: readonly (readonly [number, number])[]): Fragment[] {
  const found: Fragment[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at || end <= start || end > name.length) continue;
    if (start > at) found.push({ text: name.slice(at, start), matched: false });
    found.push({ text: name.slice(start, end), matched: true });
    at = end;
  }
  if (at < name.length) found.push({ text: name.slice(at), matched: false });
  return found;
}

/** Category and description of an app: what matched where the name did not. `elsewhere` says that neither did. */
export function about(
  { category, description }: AppView,
  ranges: readonly unknown[],
  query: string,
  elsewhere: string,
): Fragment[] {
  const line = [category, description].filter(Boolean).join(' · ');
  const wanted = query.trim().toLocaleLowerCase();
  if (ranges.length > 0 || wanted === '') return [{ text: line, matched: false }];
  const at = line.toLocaleLowerCase().indexOf(wanted);
  if (at >= 0) return fragments(line, [[at, at + wanted.length]]);
  return [{ text: [line, elsewhere].filter(Boolean).join(' · '), matched: false }];
}
