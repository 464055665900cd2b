// Tells the core that somebody is here, so that it does not lock: at most once in twenty seconds, and only
// while an idle lock is set. No timer: nothing runs while nobody is here.
export const reportIntervalMs = 20_000;

export class ActivityReporter {
  readonly #report: () => void;
  #lastReportedAt = -Infinity;

  constructor(report: () => void) {
    this.#report = report;
  }

  recordActivity(now: number = Date.now()): void {
    // A clock that went back begins anew.
    if (now >= this.#lastReportedAt && now - this.#lastReportedAt < reportIntervalMs) return;
    this.#lastReportedAt = now;
    this.#report();
  }
}
