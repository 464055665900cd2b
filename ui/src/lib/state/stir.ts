// Tells the core that somebody is here, so that it does not lock: at most once in twenty seconds, and only
// while an idle lock is set. No timer: nothing runs while nobody is here.
export const atMostEvery = 20_000;

export class Stir {
  readonly #tell: () => void;
  #last = -Infinity;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  noticed(now: number = Date.now()): void {
    // A clock that went back begins anew.
    if (now >= this.#last && now - this.#last < atMostEvery) return;
    this.#last = now;
    this.#tell();
  }
}
