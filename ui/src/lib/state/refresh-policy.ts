// When looking at the window again is reason to ask for the list again: it is old, and it was not just tried.
import type { FreshnessView, Timestamp } from '../ipc/types';

const minuteMs = 60_000;
export const staleAfterMs = 15 * minuteMs;
const retryIntervalMs = minuteMs;

export class RefreshPolicy {
  #lastAttemptAt = -Infinity;

  /** True at most once a minute, so that a server that is away is not asked at every glance. */
  shouldRefresh({ loaded, refreshing, updatedAt }: FreshnessView, now: Timestamp): boolean {
    if (!loaded || refreshing || updatedAt === null || now - updatedAt < staleAfterMs) return false;
    if (now >= this.#lastAttemptAt && now - this.#lastAttemptAt < retryIntervalMs) return false;
    this.#lastAttemptAt = now;
    return true;
  }
}
