// A component that is loaded on first use, so that startup does not wait for it. It is part of the bundle; loading
// needs no network.
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
