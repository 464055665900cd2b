// What keeps the list calm while it changes. A shelf under the pointer is not reordered until the pointer has
// left it, or some seconds have passed; what the person just did is shown at once. Holds no DOM.
import type { AppView } from '../ipc/types';
import type { Group } from './groups';

/** Groups and the apps that their indices mean: never one without the other. */
export interface Shown {
  groups: readonly Group[];
  apps: readonly AppView[];
}

/** Long enough to finish what the pointer was about to do, short enough to be over when one comes back. */
export const heldFor = 10_000;

/** The apps of `before` in their old order, as far as there are such apps; then what came to them. */
export function kept(
  before: readonly string[],
  after: readonly number[],
  index: (key: string) => number | undefined,
): number[] {
  const old = before.flatMap((key) => {
    const at = index(key);
    return at === undefined ? [] : [at];
  });
  const known = new Set(old);
  return [...old, ...after.filter((at) => !known.has(at))];
}

export class Steady {
  shown = $state.raw<Shown>({ groups: [], apps: [] });
  /** The shelf that waits. */
  held: string | null = null;
  #latest: Shown = this.shown;
  #deeds = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The list as it should be, and the shelf under the pointer. `deeds` counts what the person did to it. */
  take(next: Shown, shelf: string | null, deeds: number, index: (key: string) => number | undefined): void {
    if (next.groups === this.#latest.groups && next.apps === this.#latest.apps) return;
    const meant = deeds !== this.#deeds;
    this.#deeds = deeds;
    this.#latest = next;
    const { groups, apps } = this.shown;
    const at = groups.findIndex(({ id }) => id === shelf);
    const old = groups[at];
    if (meant || !old || old.kind === 'favourites' || old.kind === 'hidden' || old.apps.length === 0) {
      this.release();
      return;
    }
    const keys = old.apps.flatMap((index) => apps[index]?.key ?? []);
    const now = next.groups.find(({ id }) => id === old.id);
    const order = kept(keys, now?.apps ?? [], index);
    // The same, or more of it: nothing moves under the pointer.
    if (order.length === 0 || (now && same(order, now.apps))) {
      this.release();
      return;
    }
    const shelfNow: Group = { ...(now ?? old), apps: order, count: order.length };
    const without = next.groups.filter(({ id }) => id !== old.id);
    const place = now ? next.groups.indexOf(now) : Math.min(at, without.length);
    this.shown = { ...next, groups: [...without.slice(0, place), shelfNow, ...without.slice(place)] };
    this.held = old.id;
    this.#timer ??= setTimeout(() => this.release(), heldFor);
  }

  /** Shows the list as it is. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.held = null;
    if (this.shown !== this.#latest) this.shown = this.#latest;
  }
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
