// What is typed in the search box, and what the core found. Answers that arrive late are dropped, and
// Enter waits for the answer to what is in the box at that moment.
import type { Host } from '../host/types';
import type { HitView, SearchView } from '../ipc/types';

/** The element of a hit. It goes by the app, not by the place: an element that took over another one's id
 * while it stood selected would not be told to a screen reader. */
export const hitId = (key: string): string => `hit-${encodeURIComponent(key)}`;

export class Search {
  query = $state('');
  /** The answer on screen; `null` while nothing is searched. */
  found = $state.raw<SearchView | null>(null);
  selected = $state(0);

  readonly #host: Host;
  #asked = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(host: Host) {
    this.#host = host;
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
    if (!this.active) {
      this.found = null;
      return;
    }
    const query = this.query;
    this.#running = this.#host.search(query).then(
      (found) => {
        if (turn !== this.#asked) return;
        const kept = this.hit()?.key;
        this.found = found;
        const same = this.selected === 0 ? 0 : found.hits.findIndex((hit) => hit.key === kept);
        this.selected = Math.max(0, same);
      },
      () => {
        if (turn === this.#asked) this.found = { query, total: 0, hits: [] };
      },
    );
  }

  move(by: number): void {
    const last = (this.found?.hits.length ?? 0) - 1;
    this.selected = Math.max(0, Math.min(last, this.selected + by));
  }

  hit(): HitView | undefined {
    return this.found?.hits[this.selected];
  }

  /** The selected hit for what is in the box now. */
  async settled(): Promise<HitView | undefined> {
    await this.#running;
    return this.hit();
  }
}
