// When the session expires: a clock time in the last hour, a countdown in the last ten minutes. Computes what to
// show and announce, with one timer for the next change.
import type { Timestamp } from '../ipc/types';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Below this many minutes the countdown is shown. */
export const countdownMinutes = 10;
/** Minutes at which the countdown is announced. */
const announcedMinutes = [10, 5, 1];
/** The longest delay that `setTimeout` accepts. */
const maxTimerMs = 2 ** 31 - 1;

export type SessionExpiry = { kind: 'at'; time: Timestamp } | { kind: 'in'; minutes: number };

/** What to show at `now`. In the last minute `minutes` is 1. */
export function sessionExpiry(endsAt: Timestamp | null, now: Timestamp): SessionExpiry | null {
  if (endsAt === null) return null;
  const remaining = endsAt - now;
  if (remaining <= 0 || remaining > hourMs) return null;
  const minutes = Math.ceil(remaining / minuteMs);
  return minutes > countdownMinutes ? { kind: 'at', time: endsAt } : { kind: 'in', minutes };
}

/** Milliseconds until `sessionExpiry` changes; `null` if it will not. */
export function msUntilNextChange(endsAt: Timestamp | null, now: Timestamp): number | null {
  if (endsAt === null) return null;
  const remaining = endsAt - now;
  if (remaining <= 0) return null;
  if (remaining > hourMs) return remaining - hourMs;
  const minutes = Math.ceil(remaining / minuteMs);
  return minutes > countdownMinutes
    ? remaining - countdownMinutes * minuteMs
    : remaining - (minutes - 1) * minuteMs;
}

export class ExpiryCountdown {
  now = $state(Date.now());
  readonly #announce: (minutes: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastMinutes: number | null = null;

  constructor(announce: (minutes: number) => void) {
    this.#announce = announce;
  }

  /** Starts the countdown for one expiry time. Returns a function that stops it. */
  start(endsAt: Timestamp | null): () => void {
    const update = () => {
      clearTimeout(this.#timer);
      this.now = Date.now();
      this.#announceIfCrossed(sessionExpiry(endsAt, this.now));
      const delay = msUntilNextChange(endsAt, this.now);
      // Slightly late: an early timer would see no change.
      if (delay !== null) this.#timer = setTimeout(update, Math.min(delay + 20, maxTimerMs));
    };
    this.#lastMinutes = null;
    update();
    // Timers pause while the computer sleeps.
    const onWake = () => {
      if (document.visibilityState === 'visible') update();
    };
    if (endsAt !== null) {
      document.addEventListener('visibilitychange', onWake);
      window.addEventListener('focus', onWake);
    }
    return () => {
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', onWake);
      window.removeEventListener('focus', onWake);
    };
  }

  #announceIfCrossed(expiry: SessionExpiry | null): void {
    const minutes = expiry?.kind === 'in' ? expiry.minutes : null;
    // Compares with the previous value: a sleeping computer may skip the exact minute.
    const hasCrossed = announcedMinutes.some(
      (threshold) =>
        minutes !== null &&
        minutes <= threshold &&
        this.#lastMinutes !== null &&
        this.#lastMinutes > threshold,
    );
    if (
      minutes !== null &&
      (hasCrossed || (this.#lastMinutes === null && announcedMinutes.includes(minutes)))
    ) {
      this.#announce(minutes);
    }
    this.#lastMinutes = minutes ?? Infinity;
  }
}
