// Which keys are held, rather than pressed anew. An event's own `repeat` is not enough: where the window loses the keyboard
// while a key is down, WebKitGTK never hears of its release, and takes the next press for the same one.

export class KeyRepeatGuard {
  readonly #down = new Set<string>();
  readonly #repeats = new WeakSet<KeyboardEvent>();

  /** Before anybody else hears of the event. */
  readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.repeat && this.#down.has(event.code)) this.#repeats.add(event);
    this.#down.add(event.code);
  };

  readonly onKeyUp = ({ code }: KeyboardEvent): void => {
    this.#down.delete(code);
  };

  /** The window has the keyboard anew: what is still down was pressed elsewhere. */
  readonly reset = (): void => {
    this.#down.clear();
  };

  isRepeat(event: KeyboardEvent): boolean {
    return this.#repeats.has(event);
  }
}
