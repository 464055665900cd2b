// What a screen reader is told in passing. One polite live region (App.svelte) speaks it.
export class Announcer {
  #words = $state('');
  // Not state: whoever says something must not come to depend on what was said before.
  #last = '';

  get words(): string {
    return this.#words;
  }

  say(words: string): void {
    // The same words twice in a row would not be spoken again.
    this.#last = this.#last === words ? `${words}\u00a0` : words;
    this.#words = this.#last;
  }
}
