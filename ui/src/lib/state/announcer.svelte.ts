// What a screen reader is told in passing. One polite live region (App.svelte) speaks it.
export class Announcer {
  /** A new object each time, so that the same words are spoken again. */
  said = $state.raw<{ readonly words: string } | null>(null);

  say(words: string): void {
    this.said = { words };
  }
}
