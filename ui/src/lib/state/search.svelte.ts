// Search state of the main window and the palette. Late responses are dropped; `awaitSelectedHit` waits for the
// response to the current query.
import type { Host } from '../host/types';
import type { HitView, SearchView } from '../ipc/types';

/** Element id of a hit, derived from the app rather than its position: a screen reader would not announce an
    element that takes over the id of the selected one. */
export const hitId = (key: string): string => `hit-${encodeURIComponent(key)}`;

/** Where a search gets its results. */
export interface SearchSource<Hit, Result> {
  /** `null`: this query has no result to show. */
  search(query: string): Promise<Result> | null;
  key(hit: Hit): string;
  /** Result to show if the search fails. */
  onFailure(query: string): Result | null;
}

/** The search of the main window. Blank queries have no result. */
export const appSearchSource = (host: Pick<Host, 'search'>): SearchSource<HitView, SearchView> => ({
  search: (query) => (query.trim() === '' ? null : host.search(query)),
  key: ({ key }) => key,
  onFailure: (query) => ({ query, total: 0, hits: [] }),
});

export class Search<Hit, Result extends { hits: Hit[] }> {
  query = $state('');
  /** The visible result; `null` while there is no search. */
  result = $state.raw<Result | null>(null);
  selectedIndex = $state(0);

  readonly #source: SearchSource<Hit, Result>;
  #sequence = 0;
  #pending: Promise<void> = Promise.resolve();

  constructor(source: SearchSource<Hit, Result>) {
    this.#source = source;
  }

  get isActive(): boolean {
    return this.query.trim() !== '';
  }

  setQuery(query: string): void {
    this.query = query;
    this.selectedIndex = 0;
    this.refresh();
  }

  clear(): void {
    this.setQuery('');
  }

  /** Repeats the search, for example after the list changed. The selection stays on its app. */
  refresh(): void {
    const sequence = ++this.#sequence;
    const { query } = this;
    const response = this.#source.search(query);
    if (response === null) {
      this.result = null;
      return;
    }
    this.#pending = response.then(
      (result) => {
        if (sequence !== this.#sequence) return;
        const selectedKey = this.#selectedKey();
        this.result = result;
        const index =
          this.selectedIndex === 0
            ? 0
            : result.hits.findIndex((selectedHit) => this.#source.key(selectedHit) === selectedKey);
        this.selectedIndex = Math.max(0, index);
      },
      () => {
        if (sequence === this.#sequence) this.result = this.#source.onFailure(query);
      },
    );
  }

  moveSelection(step: number): void {
    const last = (this.result?.hits.length ?? 0) - 1;
    this.selectedIndex = Math.max(0, Math.min(last, this.selectedIndex + step));
  }

  hit(): Hit | undefined {
    return this.result?.hits[this.selectedIndex];
  }

  /** Waits for the response to the current query, then returns the selected hit. */
  async awaitSelectedHit(): Promise<Hit | undefined> {
    for (let settled; settled !== this.#pending;) {
      settled = this.#pending;
      await settled;
    }
    return this.hit();
  }

  #selectedKey(): string | undefined {
    const hit = this.hit();
    return hit && this.#source.key(hit);
  }
}
