// Reports user activity to the core, so that the idle lock does not engage: at most once in 20 seconds, only while
// an idle lock is set, without timers.
export const reportIntervalMs = 20_000;

export class ActivityReporter {
  readonly #report: () => void;
  #lastReportedAt = -Infinity;

  constructor(report: () => void) {
    this.#report = report;
  }

  recordActivity(now: number = Date.now()): void {
    // A clock that went backward restarts the interval.
    if (now >= this.#lastReportedAt && now - this.#lastReportedAt < reportIntervalMs) return;
    this.#lastReportedAt = now;
    this.#report();
  }
}
