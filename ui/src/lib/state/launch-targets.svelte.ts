// Launch targets of this computer, loaded on first use: listing them reads the browsers' files.
import type { Host } from '../host/types';
import type { LaunchTargetsView } from '../ipc/types';

export class LaunchTargets {
  /** `null` until loaded. */
  view = $state.raw<LaunchTargetsView | null>(null);
  readonly #host: Host;
  #pending: Promise<LaunchTargetsView | null> | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Returns the loaded targets, or loads them. */
  ensureLoaded(): Promise<LaunchTargetsView | null> {
    return this.view ? Promise.resolve(this.view) : this.refresh();
  }

  /** Loads the targets again and keeps the previous ones meanwhile. Concurrent calls share one request. */
  refresh(): Promise<LaunchTargetsView | null> {
    this.#pending ??= this.#host
      .listLaunchTargets()
      .then(
        (view) => (this.view = view),
        () => this.view,
      )
      .finally(() => (this.#pending = null));
    return this.#pending;
  }
}
