// Delays reordering of the hovered group until the pointer leaves it or some seconds pass. User edits apply
// immediately. Without DOM access.
import type { AppView } from '../ipc/types';
import type { Group } from './groups';

/** Groups, and the apps that their indices refer to. */
export interface GroupedApps {
  groups: readonly Group[];
  apps: readonly AppView[];
}

/** Longest delay of a reordering. */
export const maxDelayMs = 10_000;

/** The apps of `previous` that still exist, in their old order, followed by new ones. */
export function mergePreservingOrder(
  previous: readonly string[],
  current: readonly number[],
  index: (key: string) => number | undefined,
): number[] {
  const kept = previous.flatMap((key) => {
    const appIndex = index(key);
    return appIndex === undefined ? [] : [appIndex];
  });
  const known = new Set(kept);
  return [...kept, ...current.filter((at) => !known.has(at))];
}

export class StableOrder {
  visible = $state.raw<GroupedApps>({ groups: [], apps: [] });
  /** Id of the group whose reordering is delayed. */
  delayedGroup: string | null = null;
  #latest: GroupedApps = this.visible;
  #userEdits = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the new list and the hovered group. `userEdits` counts the user's own edits, which apply immediately. */
  update(
    next: GroupedApps,
    hoveredGroup: string | null,
    userEdits: number,
    index: (key: string) => number | undefined,
  ): void {
    if (next.groups === this.#latest.groups && next.apps === this.#latest.apps) return;
    const isUserEdit = userEdits !== this.#userEdits;
    this.#userEdits = userEdits;
    this.#latest = next;
    const { groups, apps } = this.visible;
    const groupIndex = groups.findIndex(({ id }) => id === hoveredGroup);
    const previous = groups[groupIndex];
    if (
      isUserEdit ||
      !previous ||
      previous.kind === 'favorites' ||
      previous.kind === 'hidden' ||
      previous.apps.length === 0
    ) {
      this.release();
      return;
    }
    const keys = previous.apps.flatMap((index) => apps[index]?.key ?? []);
    const current = next.groups.find(({ id }) => id === previous.id);
    const order = mergePreservingOrder(keys, current?.apps ?? [], index);
    // Apps were only added at the end: nothing moves under the pointer.
    if (order.length === 0 || (current && isEqual(order, current.apps))) {
      this.release();
      return;
    }
    const delayed: Group = { ...(current ?? previous), apps: order, count: order.length };
    const others = next.groups.filter(({ id }) => id !== previous.id);
    const position = current ? next.groups.indexOf(current) : Math.min(groupIndex, others.length);
    this.visible = { ...next, groups: [...others.slice(0, position), delayed, ...others.slice(position)] };
    this.delayedGroup = previous.id;
    this.#timer ??= setTimeout(() => this.release(), maxDelayMs);
  }

  /** Applies the latest list. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.delayedGroup = null;
    if (this.visible !== this.#latest) this.visible = this.#latest;
  }
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
