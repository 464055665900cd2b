// Distinguishes held keys from new presses. `KeyboardEvent.repeat` is not enough: if the window loses the keyboard
// while a key is down, WebKitGTK misses the release and reports the next press as a repeat.

export class KeyRepeatGuard {
  readonly #down = new Set<string>();
  readonly #repeats = new WeakSet<KeyboardEvent>();

  /** Must run before other handlers, in the capture phase. */
  readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.repeat && this.#down.has(event.code)) this.#repeats.add(event);
    this.#down.add(event.code);
  };

  readonly onKeyUp = ({ code }: KeyboardEvent): void => {
    this.#down.delete(code);
  };

  /** Forgets all pressed keys, when the window loses or regains the keyboard. */
  readonly reset = (): void => {
    this.#down.clear();
  };

  isRepeat(event: KeyboardEvent): boolean {
    return this.#repeats.has(event);
  }
}
