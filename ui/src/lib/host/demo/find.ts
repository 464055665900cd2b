// The demo host's search.
import type { AppView, HitView, SearchView } from '../../ipc/types';

/** A plain stand-in for the core's ranking: the start of the name, then of a word, then letters in order. */
export function find(apps: AppView[], query: string): SearchView {
  const wanted = query.trim().toLowerCase();
  const scored: { score: number; hit: HitView; name: string }[] = [];
  for (const { key, name, category, description } of apps) {
    const low = name.toLowerCase();
    const at = low.indexOf(wanted);
    if (at >= 0) {
      const score = at === 0 ? 0 : low[at - 1] === ' ' ? 1 : 2;
      scored.push({ score, name, hit: { key, ranges: [[at, at + wanted.length]] } });
      continue;
    }
    const ranges = inOrder(low, wanted);
    if (ranges) scored.push({ score: 3 + ranges.length, name, hit: { key, ranges } });
    else if (`${category ?? ''} ${description ?? ''}`.toLowerCase().includes(wanted)) {
      scored.push({ score: 20, name, hit: { key, ranges: [] } });
    }
  }
  scored.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return { query, total: scored.length, hits: scored.slice(0, 50).map(({ hit }) => hit) };
}

function inOrder(name: string, wanted: string): [number, number][] | null {
  const ranges: [number, number][] = [];
  let from = 0;
  for (const letter of wanted) {
    const at = name.indexOf(letter, from);
    if (at < 0) return null;
    const last = ranges.at(-1);
    if (last && last[1] === at) last[1] = at + 1;
    else ranges.push([at, at + 1]);
    from = at + 1;
  }
  return ranges.length <= 3 ? ranges : null;
}
