// When the session ends: its clock time in the last hour, the minutes left in the last ten. Decides what
// is shown and said; draws nothing. One timer at a time, for the moment the words change next.
import type { Millis } from '../ipc/types';

const minute = 60_000;
const hour = 60 * minute;
/** From here on the minutes are counted. */
export const countedFrom = 10;
/** At these the person is told in passing. */
const told = [10, 5, 1];
/** The longest a timer can wait. */
const longest = 2 ** 31 - 1;

export type Ending = { kind: 'at'; time: Millis } | { kind: 'in'; minutes: number };

/** What there is to say at `now`. In the last minute the minutes are 1. */
export function ending(endsAt: Millis | null, now: Millis): Ending | null {
  if (endsAt === null) return null;
  const left = endsAt - now;
  if (left <= 0 || left > hour) return null;
  const minutes = Math.ceil(left / minute);
  return minutes > countedFrom ? { kind: 'at', time: endsAt } : { kind: 'in', minutes };
}

/** How long until `ending` says something else; `null` when it will not. */
export function untilNext(endsAt: Millis | null, now: Millis): number | null {
  if (endsAt === null) return null;
  const left = endsAt - now;
  if (left <= 0) return null;
  if (left > hour) return left - hour;
  const minutes = Math.ceil(left / minute);
  return minutes > countedFrom ? left - countedFrom * minute : left - (minutes - 1) * minute;
}

export class Countdown {
  now = $state(Date.now());
  readonly #announce: (minutes: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: number | null = null;

  constructor(announce: (minutes: number) => void) {
    this.#announce = announce;
  }

  /** Follows one end, until the returned function is called. */
  follow(endsAt: Millis | null): () => void {
    const look = () => {
      clearTimeout(this.#timer);
      this.now = Date.now();
      this.#tell(ending(endsAt, this.now));
      const wait = untilNext(endsAt, this.now);
      // A little late rather than early: an early one would find nothing changed.
      if (wait !== null) this.#timer = setTimeout(look, Math.min(wait + 20, longest));
    };
    this.#last = null;
    look();
    // Timers stand still while the computer sleeps.
    const woken = () => {
      if (document.visibilityState === 'visible') look();
    };
    if (endsAt !== null) {
      document.addEventListener('visibilitychange', woken);
      window.addEventListener('focus', woken);
    }
    return () => {
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', woken);
      window.removeEventListener('focus', woken);
    };
  }

  #tell(what: Ending | null): void {
    const minutes = what?.kind === 'in' ? what.minutes : null;
    // Crossed, not only met: a sleeping computer may skip the very minute.
    const crossed = told.some(
      (mark) => minutes !== null && minutes <= mark && this.#last !== null && this.#last > mark,
    );
    if (minutes !== null && (crossed || (this.#last === null && told.includes(minutes)))) {
      this.#announce(minutes);
    }
    this.#last = minutes ?? Infinity;
  }
}
