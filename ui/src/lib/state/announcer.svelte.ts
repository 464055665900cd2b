// What a screen reader is told in passing. One polite live region (App.svelte) speaks it.
export class Announcer {
  /** A new object each time, so that the same words are spoken again. */
  current = $state.raw<{ readonly text: string } | null>(null);

  announce(text: string): void {
    this.current = { text };
  }
}
