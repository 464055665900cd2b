import { describe, expect, it } from 'vitest';
import { demoHost } from '../demo/host';
import type { SearchView } from '../../src/lib/ipc/types';
import { appSearchSource, Search } from '../../src/lib/state/search.svelte';

const answer = (query: string, ...keys: string[]): SearchView => ({
  query,
  total: keys.length,
  hits: keys.map((key) => ({ key, ranges: [] })),
});

/** A search whose responses the test releases in any order. */
function slowSearch() {
  const pendingQueries = new Map<string, (view: SearchView) => void>();
  const host = {
    ...demoHost(new URLSearchParams()),
    search: (query: string) => new Promise<SearchView>((done) => pendingQueries.set(query, done)),
  };
  return {
    search: new Search(appSearchSource(host)),
    let: (view: SearchView) => pendingQueries.get(view.query)?.(view),
  };
}

describe('Search', () => {
  it('ignores a response that arrives after a newer query', async () => {
    const { search, let: out } = slowSearch();
    search.setQuery('c');
    search.setQuery('co');
    out(answer('co', 'b'));
    await search.awaitSelectedHit();
    out(answer('c', 'a'));
    await Promise.resolve();
    expect(search.result?.query).toBe('co');
  });

  it('awaitSelectedHit resolves with the response to the current query', async () => {
    const { search, let: out } = slowSearch();
    search.setQuery('conf');
    const hit = search.awaitSelectedHit();
    out(answer('conf', 'confluence'));
    expect((await hit)?.key).toBe('confluence');
  });

  it('awaitSelectedHit waits for a query typed while it was pending', async () => {
    const { search, let: out } = slowSearch();
    search.setQuery('con');
    const hit = search.awaitSelectedHit();
    search.setQuery('conf');
    out(answer('con', 'console'));
    await Promise.resolve();
    out(answer('conf', 'confluence'));
    expect((await hit)?.key).toBe('confluence');
  });

  it("queries with empty text if the source allows it, and shows the source's fallback on failure", async () => {
    const queries: string[] = [];
    const search = new Search<string, { hits: string[] }>({
      search(query) {
        queries.push(query);
        return query === 'x' ? Promise.reject(new Error('away')) : Promise.resolve({ hits: ['a', 'b'] });
      },
      key: (hit) => hit,
      onFailure: (query) => ({ hits: [`none for ${query}`] }),
    });
    search.clear();
    expect(await search.awaitSelectedHit()).toBe('a');
    search.moveSelection(Infinity);
    expect(search.hit()).toBe('b');
    search.moveSelection(-Infinity);
    expect(search.hit()).toBe('a');
    search.setQuery('x');
    expect(await search.awaitSelectedHit()).toBe('none for x');
    expect(queries).toEqual(['', 'x']);
  });

  it('moves the selection and clamps it at both ends', async () => {
    const { search, let: out } = slowSearch();
    search.setQuery('x');
    out(answer('x', 'a', 'b', 'c'));
    await search.awaitSelectedHit();
    search.moveSelection(-1);
    expect(search.hit()?.key).toBe('a');
    search.moveSelection(8);
    expect(search.hit()?.key).toBe('c');
  });

  it('keeps the selected app when results are refreshed, and resets it for a new query', async () => {
    const { search, let: out } = slowSearch();
    search.setQuery('x');
    out(answer('x', 'a', 'b', 'c'));
    await search.awaitSelectedHit();
    search.moveSelection(1);
    search.refresh();
    out(answer('x', 'new', 'a', 'b'));
    await search.awaitSelectedHit();
    expect(search.hit()?.key).toBe('b');
    search.setQuery('xy');
    expect(search.selectedIndex).toBe(0);
  });

  it('shows no result for a blank query', () => {
    const { search } = slowSearch();
    search.setQuery('   ');
    expect(search.isActive).toBe(false);
    expect(search.result).toBeNull();
  });
});
