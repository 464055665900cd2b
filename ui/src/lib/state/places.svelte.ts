// The browsers and commands of this computer. Asked for when they are first needed, never at the start: looking
// for them reads the browsers' own files.
import type { Host } from '../host/types';
import type { PlacesView } from '../ipc/types';

export class Places {
  /** `null` until they were asked for. */
  view = $state.raw<PlacesView | null>(null);
  readonly #host: Host;
  #asked: Promise<PlacesView | null> | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  /** What is known, or else an answer. */
  known(): Promise<PlacesView | null> {
    return this.view ? Promise.resolve(this.view) : this.ask();
  }

  /** Asks anew; meanwhile what is known stays. Many at once are one question. */
  ask(): Promise<PlacesView | null> {
    this.#asked ??= this.#host
      .places()
      .then(
        (view) => (this.view = view),
        () => this.view,
      )
      .finally(() => (this.#asked = null));
    return this.#asked;
  }
}
