// When looking at the window again is reason to ask for the list again: it is old, and it was not just tried.
import type { FreshnessView, Millis } from '../ipc/types';

const minute = 60_000;
export const oldAfter = 15 * minute;
const notAgainFor = minute;

export class Stale {
  #tried = -Infinity;

  /** True at most once a minute, so that a server that is away is not asked at every glance. */
  due({ loaded, refreshing, updatedAt }: FreshnessView, now: Millis): boolean {
    if (!loaded || refreshing || updatedAt === null || now - updatedAt < oldAfter) return false;
    if (now >= this.#tried && now - this.#tried < notAgainFor) return false;
    this.#tried = now;
    return true;
  }
}
