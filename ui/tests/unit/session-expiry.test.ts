import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiryCountdown, sessionExpiry, msUntilNextChange } from '../../src/lib/state/session-expiry.svelte';

const minute = 60_000;

describe('sessionExpiry', () => {
  it.each([
    [null, null],
    [61 * minute, null],
    [60 * minute, { kind: 'at', time: 60 * minute }],
    [10 * minute + 1, { kind: 'at', time: 10 * minute + 1 }],
    [10 * minute, { kind: 'in', minutes: 10 }],
    [9 * minute + 1, { kind: 'in', minutes: 10 }],
    [9 * minute, { kind: 'in', minutes: 9 }],
    [minute, { kind: 'in', minutes: 1 }],
    [1, { kind: 'in', minutes: 1 }],
    [0, null],
    [-minute, null],
  ])('%s ms before the end it returns the expected expiry', (endsAt, expected) => {
    expect(sessionExpiry(endsAt, 0)).toEqual(expected);
  });

  it.each([
    [null, null],
    [3 * 60 * minute, 2 * 60 * minute],
    [40 * minute, 30 * minute],
    [9.5 * minute, 0.5 * minute],
    [9 * minute, minute],
    [40_000, 40_000],
    [0, null],
  ])('%s ms before the end the next change is scheduled', (endsAt, expected) => {
    expect(msUntilNextChange(endsAt, 0)).toBe(expected);
  });
});

describe('ExpiryCountdown', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('announces 10, 5 and 1 minutes once each, with one timer at a time', () => {
    const told: [number, number][] = [];
    const countdown = new ExpiryCountdown((minutes) => told.push([minutes, countdown.now]));
    const start = Date.now();
    const stop = countdown.start(start + 90 * minute);
    expect(vi.getTimerCount()).toBe(1);
    for (let at = 0; at < 95; at++) {
      vi.advanceTimersByTime(minute);
      expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
    }
    expect(told.map(([minutes]) => minutes)).toEqual([10, 5, 1]);
    for (const [minutes, when] of told) {
      expect(Math.abs(start + (90 - minutes) * minute - when)).toBeLessThan(100);
    }
    expect(vi.getTimerCount()).toBe(0);
    stop();
  });

  it('schedules at most 13 timers for a 90-minute session', () => {
    const countdown = new ExpiryCountdown(() => undefined);
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const stop = countdown.start(Date.now() + 90 * minute);
    vi.advanceTimersByTime(91 * minute);
    expect(waits.mock.calls.length).toBeLessThanOrEqual(13);
    stop();
  });

  it('does not announce when it starts at seven minutes, and announces five', () => {
    const told: number[] = [];
    const countdown = new ExpiryCountdown((minutes) => told.push(minutes));
    const stop = countdown.start(Date.now() + 7 * minute);
    vi.advanceTimersByTime(minute);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(minute + 100);
    expect(told).toEqual([5]);
    stop();
  });

  it('announces the current minute after the computer slept past a threshold', () => {
    const told: number[] = [];
    const countdown = new ExpiryCountdown((minutes) => told.push(minutes));
    const end = Date.now() + 30 * minute;
    const stop = countdown.start(end);
    vi.setSystemTime(end - 3 * minute);
    window.dispatchEvent(new Event('focus'));
    expect(told).toEqual([3]);
    stop();
  });

  it('stopping clears the timer and announces nothing', () => {
    const told: number[] = [];
    const countdown = new ExpiryCountdown((minutes) => told.push(minutes));
    countdown.start(Date.now() + 20 * minute)();
    vi.advanceTimersByTime(30 * minute);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
