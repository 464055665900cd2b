// Screen reader announcements, spoken by one polite live region in App.svelte.
export class Announcer {
  /** A new object for each announcement, so that repeated texts are spoken again. */
  current = $state.raw<{ readonly text: string } | null>(null);

  announce(text: string): void {
    this.current = { text };
  }
}
