// A part of the UI that is fetched when it is first wanted, so that the list need not wait for it at the
// start. It comes from Portico's own bundle: fetching it takes a moment, and no network.
import type { Component } from 'svelte';

export class LazyComponent<Props extends Record<string, unknown>> {
  component = $state.raw<Component<Props> | null>(null);
  readonly #fetch: () => Promise<{ default: Component<Props> }>;

  constructor(fetch: () => Promise<{ default: Component<Props> }>) {
    this.#fetch = fetch;
  }

  async load(): Promise<void> {
    this.component ??= (await this.#fetch()).default;
  }
}
