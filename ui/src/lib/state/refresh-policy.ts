// Decides whether a window focus refreshes the list: it must be stale and not just tried.
import type { FreshnessView, Timestamp } from '../ipc/types';

const minuteMs = 60_000;
export const staleAfterMs = 15 * minuteMs;
const retryIntervalMs = minuteMs;

export class RefreshPolicy {
  #lastAttemptAt = -Infinity;

  /** True at most once a minute, so that an unreachable server is not queried at every focus. */
  shouldRefresh({ loaded, refreshing, updatedAt }: FreshnessView, now: Timestamp): boolean {
    if (!loaded || refreshing || updatedAt === null || now - updatedAt < staleAfterMs) return false;
    if (now >= this.#lastAttemptAt && now - this.#lastAttemptAt < retryIntervalMs) return false;
    this.#lastAttemptAt = now;
    return true;
  }
}
