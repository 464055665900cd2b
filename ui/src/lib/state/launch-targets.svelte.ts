// The browsers and commands of this computer. Asked for when they are first needed, never at the start: looking
// for them reads the browsers' own files.
import type { Host } from '../host/types';
import type { LaunchTargetsView } from '../ipc/types';

export class LaunchTargets {
  /** `null` until they were asked for. */
  view = $state.raw<LaunchTargetsView | null>(null);
  readonly #host: Host;
  #pending: Promise<LaunchTargetsView | null> | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  /** What is known, or else an answer. */
  ensureLoaded(): Promise<LaunchTargetsView | null> {
    return this.view ? Promise.resolve(this.view) : this.refresh();
  }

  /** Asks anew; meanwhile what is known stays. Many at once are one question. */
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
