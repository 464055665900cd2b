// Which keys are held, rather than pressed anew. An event's own `repeat` is not enough: where the window loses the keyboard
// while a key is down, WebKitGTK never hears of its release, and takes the next press for the same one.

export class Held {
  readonly #down = new Set<string>();
  readonly #repeats = new WeakSet<KeyboardEvent>();

  /** Before anybody else hears of the event. */
  readonly down = (event: KeyboardEvent): void => {
    if (event.repeat && this.#down.has(event.code)) this.#repeats.add(event);
    this.#down.add(event.code);
  };

  readonly up = ({ code }: KeyboardEvent): void => {
    this.#down.delete(code);
  };

  /** The window has the keyboard anew: what is still down was pressed elsewhere. */
  readonly clear = (): void => {
    this.#down.clear();
  };

  repeats(event: KeyboardEvent): boolean {
    return this.#repeats.has(event);
  }
}
