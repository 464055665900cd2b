// What is typed in a search box, and what the core found: in the main window and in the palette. Answers that
// arrive late are dropped, and Enter waits for the answer to what is in the box at that moment.
import type { Host } from '../host/types';
import type { HitView, SearchView } from '../ipc/types';

/** The element of a hit. It goes by the app, not by the place: an element that took over another one's id
 * while it stood selected would not be told to a screen reader. */
export const hitId = (key: string): string => `hit-${encodeURIComponent(key)}`;

/** Whom a search asks. */
export interface SearchSource<Hit, Result> {
  /** `null`: there is nothing to show for these words. */
  search(query: string): Promise<Result> | null;
  key(hit: Hit): string;
  /** What is shown where no answer came. */
  onFailure(query: string): Result | null;
}

/** The list of the main window: spaces find nothing. */
export const appSearchSource = (host: Pick<Host, 'search'>): SearchSource<HitView, SearchView> => ({
  search: (query) => (query.trim() === '' ? null : host.search(query)),
  key: ({ key }) => key,
  onFailure: (query) => ({ query, total: 0, hits: [] }),
});

export class Search<Hit, Result extends { hits: Hit[] }> {
  query = $state('');
  /** The answer on screen; `null` while nothing is searched. */
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

  /** Asks once more, as when the list has changed. The selection stays on its app. */
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

  /** The selected hit for what is in the box now. */
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
