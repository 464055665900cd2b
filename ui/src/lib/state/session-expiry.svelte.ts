// When the session ends: its clock time in the last hour, the minutes left in the last ten. Decides what
// is shown and said; draws nothing. One timer at a time, for the moment the words change next.
import type { Timestamp } from '../ipc/types';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** From here on the minutes are counted. */
export const countdownMinutes = 10;
/** At these the person is told in passing. */
const announcedMinutes = [10, 5, 1];
/** The longest a timer can wait. */
const maxTimerMs = 2 ** 31 - 1;

export type SessionExpiry = { kind: 'at'; time: Timestamp } | { kind: 'in'; minutes: number };

/** What there is to say at `now`. In the last minute the minutes are 1. */
export function sessionExpiry(endsAt: Timestamp | null, now: Timestamp): SessionExpiry | null {
  if (endsAt === null) return null;
  const remaining = endsAt - now;
  if (remaining <= 0 || remaining > hourMs) return null;
  const minutes = Math.ceil(remaining / minuteMs);
  return minutes > countdownMinutes ? { kind: 'at', time: endsAt } : { kind: 'in', minutes };
}

/** How long until `ending` says something else; `null` when it will not. */
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

  /** Follows one end, until the returned function is called. */
  start(endsAt: Timestamp | null): () => void {
    const update = () => {
      clearTimeout(this.#timer);
      this.now = Date.now();
      this.#announceIfCrossed(sessionExpiry(endsAt, this.now));
      const delay = msUntilNextChange(endsAt, this.now);
      // A little late rather than early: an early one would find nothing changed.
      if (delay !== null) this.#timer = setTimeout(update, Math.min(delay + 20, maxTimerMs));
    };
    this.#lastMinutes = null;
    update();
    // Timers stand still while the computer sleeps.
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
    // Crossed, not only met: a sleeping computer may skip the very minute.
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
