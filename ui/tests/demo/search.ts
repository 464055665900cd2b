// The search of the demo host.
import type { AppView, HitView, SearchView } from '../../src/lib/ipc/types';

/** A simple replacement for the core's ranking: prefix, then word start, then letters in order. */
export function searchApps(apps: AppView[], query: string): SearchView {
  const needle = query.trim().toLowerCase();
  const scored: { score: number; hit: HitView; name: string }[] = [];
  for (const { key, name, category, description } of apps) {
    const lowerName = name.toLowerCase();
    const index = lowerName.indexOf(needle);
    if (index >= 0) {
      const score = index === 0 ? 0 : lowerName[index - 1] === ' ' ? 1 : 2;
      scored.push({ score, name, hit: { key, ranges: [[index, index + needle.length]] } });
      continue;
    }
    const ranges = matchInOrder(lowerName, needle);
    if (ranges) scored.push({ score: 3 + ranges.length, name, hit: { key, ranges } });
    else if (`${category ?? ''} ${description ?? ''}`.toLowerCase().includes(needle)) {
      scored.push({ score: 20, name, hit: { key, ranges: [] } });
    }
  }
  scored.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return { query, total: scored.length, hits: scored.slice(0, 50).map(({ hit }) => hit) };
}

function matchInOrder(name: string, needle: string): [number, number][] | null {
  const ranges: [number, number][] = [];
  let from = 0;
  for (const letter of needle) {
    const index = name.indexOf(letter, from);
    if (index < 0) return null;
    const last = ranges.at(-1);
    if (last && last[1] === index) last[1] = index + 1;
    else ranges.push([index, index + 1]);
    from = index + 1;
  }
  return ranges.length <= 3 ? ranges : null;
}
