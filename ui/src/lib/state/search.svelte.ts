// What is typed in a search box, and what the core found: in the main window and in the palette. Answers that
// arrive late are dropped, and Enter waits for the answer to what is in the box at that moment.
import type { Host } from '../host/types';
import type { HitView, SearchView } from '../ipc/types';

/** The element of a hit. It goes by the app, not by the place: an element that took over another one's id
 * while it stood selected would not be told to a screen reader. */
export const hitId = (key: string): string => `hit-${encodeURIComponent(key)}`;

/** Whom a search asks. */
export interface Asker<Hit, Found> {
  /** `null`: there is nothing to show for these words. */
  ask(query: string): Promise<Found> | null;
  key(hit: Hit): string;
  /** What is shown where no answer came. */
  failed(query: string): Found | null;
}

/** The list of the main window: spaces find nothing. */
export const listAsker = (host: Pick<Host, 'search'>): Asker<HitView, SearchView> => ({
  ask: (query) => (query.trim() === '' ? null : host.search(query)),
  key: ({ key }) => key,
  failed: (query) => ({ query, total: 0, hits: [] }),
});

export class Search<Hit, Found extends { hits: Hit[] }> {
  query = $state('');
  /** The answer on screen; `null` while nothing is searched. */
  found = $state.raw<Found | null>(null);
  selected = $state(0);

  readonly #asker: Asker<Hit, Found>;
  #asked = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(asker: Asker<Hit, Found>) {
    this.#asker = asker;
  }

  get active(): boolean {
    return this.query.trim() !== '';
  }

  type(query: string): void {
    this.query = query;
    this.selected = 0;
    this.again();
  }

  clear(): void {
    this.type('');
  }

  /** Asks once more, as when the list has changed. The selection stays on its app. */
  again(): void {
    const turn = ++this.#asked;
    const { query } = this;
    const answer = this.#asker.ask(query);
    if (answer === null) {
      this.found = null;
      return;
    }
    this.#running = answer.then(
      (found) => {
        if (turn !== this.#asked) return;
        const kept = this.#selectedKey();
        this.found = found;
        const same = this.selected === 0 ? 0 : found.hits.findIndex((hit) => this.#asker.key(hit) === kept);
        this.selected = Math.max(0, same);
      },
      () => {
        if (turn === this.#asked) this.found = this.#asker.failed(query);
      },
    );
  }

  move(by: number): void {
    const last = (this.found?.hits.length ?? 0) - 1;
    this.selected = Math.max(0, Math.min(last, this.selected + by));
  }

  hit(): Hit | undefined {
    return this.found?.hits[this.selected];
  }

  /** The selected hit for what is in the box now. */
  async settled(): Promise<Hit | undefined> {
    for (let awaited; awaited !== this.#running;) {
      awaited = this.#running;
      await awaited;
    }
    return this.hit();
  }

  #selectedKey(): string | undefined {
    const hit = this.hit();
    return hit && this.#asker.key(hit);
  }
}
