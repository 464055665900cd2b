import { describe, expect, it } from 'vitest';
import { demoHost } from '../../src/lib/host/demo';
import type { SearchView } from '../../src/lib/ipc/types';
import { listAsker, Search } from '../../src/lib/state/search.svelte';

const answer = (query: string, ...keys: string[]): SearchView => ({
  query,
  total: keys.length,
  hits: keys.map((key) => ({ key, ranges: [] })),
});

/** A search whose answers the test lets out, in any order. */
function slowSearch() {
  const waiting = new Map<string, (view: SearchView) => void>();
  const host = {
    ...demoHost(new URLSearchParams()),
    search: (query: string) => new Promise<SearchView>((done) => waiting.set(query, done)),
  };
  return { search: new Search(listAsker(host)), let: (view: SearchView) => waiting.get(view.query)?.(view) };
}

describe('Search', () => {
  it('drops an answer that comes after a newer question', async () => {
    const { search, let: out } = slowSearch();
    search.type('c');
    search.type('co');
    out(answer('co', 'b'));
    await search.settled();
    out(answer('c', 'a'));
    await Promise.resolve();
    expect(search.found?.query).toBe('co');
  });

  it('lets Enter wait for the answer to what is in the box', async () => {
    const { search, let: out } = slowSearch();
    search.type('conf');
    const hit = search.settled();
    out(answer('conf', 'confluence'));
    expect((await hit)?.key).toBe('confluence');
  });

  it('lets Enter wait for what was typed while it waited', async () => {
    const { search, let: out } = slowSearch();
    search.type('con');
    const hit = search.settled();
    search.type('conf');
    out(answer('con', 'console'));
    await Promise.resolve();
    out(answer('conf', 'confluence'));
    expect((await hit)?.key).toBe('confluence');
  });

  it('asks for no words where its asker answers them, and shows what that shows where none comes', async () => {
    const asked: string[] = [];
    const search = new Search<string, { hits: string[] }>({
      ask(query) {
        asked.push(query);
        return query === 'x' ? Promise.reject(new Error('away')) : Promise.resolve({ hits: ['a', 'b'] });
      },
      key: (hit) => hit,
      failed: (query) => ({ hits: [`none for ${query}`] }),
    });
    search.clear();
    expect(await search.settled()).toBe('a');
    search.move(Infinity);
    expect(search.hit()).toBe('b');
    search.move(-Infinity);
    expect(search.hit()).toBe('a');
    search.type('x');
    expect(await search.settled()).toBe('none for x');
    expect(asked).toEqual(['', 'x']);
  });

  it('moves the selection, and stops at the ends', async () => {
    const { search, let: out } = slowSearch();
    search.type('x');
    out(answer('x', 'a', 'b', 'c'));
    await search.settled();
    search.move(-1);
    expect(search.hit()?.key).toBe('a');
    search.move(8);
    expect(search.hit()?.key).toBe('c');
  });

  it('keeps the selection on its app when the list is replaced, and starts anew for other words', async () => {
    const { search, let: out } = slowSearch();
    search.type('x');
    out(answer('x', 'a', 'b', 'c'));
    await search.settled();
    search.move(1);
    search.again();
    out(answer('x', 'new', 'a', 'b'));
    await search.settled();
    expect(search.hit()?.key).toBe('b');
    search.type('xy');
    expect(search.selected).toBe(0);
  });

  it('shows nothing for spaces', () => {
    const { search } = slowSearch();
    search.type('   ');
    expect(search.active).toBe(false);
    expect(search.found).toBeNull();
  });
});
