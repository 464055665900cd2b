import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiryCountdown, sessionExpiry, msUntilNextChange } from '../../src/lib/state/session-expiry.svelte';

const minuteMs = 60_000;

describe('sessionExpiry', () => {
  it.each([
    [null, null],
    [61 * minuteMs, null],
    [60 * minuteMs, { kind: 'at', time: 60 * minuteMs }],
    [10 * minuteMs + 1, { kind: 'at', time: 10 * minuteMs + 1 }],
    [10 * minuteMs, { kind: 'in', minutes: 10 }],
    [9 * minuteMs + 1, { kind: 'in', minutes: 10 }],
    [9 * minuteMs, { kind: 'in', minutes: 9 }],
    [minuteMs, { kind: 'in', minutes: 1 }],
    [1, { kind: 'in', minutes: 1 }],
    [0, null],
    [-minuteMs, null],
  ])('%s ms before the end it returns the expected expiry', (endsAt, expected) => {
    expect(sessionExpiry(endsAt, 0)).toEqual(expected);
  });

  it.each([
    [null, null],
    [3 * 60 * minuteMs, 2 * 60 * minuteMs],
    [40 * minuteMs, 30 * minuteMs],
    [9.5 * minuteMs, 0.5 * minuteMs],
    [9 * minuteMs, minuteMs],
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
    const announced: [number, number][] = [];
    const countdown = new ExpiryCountdown((minutes) => announced.push([minutes, countdown.now]));
    const start = Date.now();
    const stop = countdown.start(start + 90 * minuteMs);
    expect(vi.getTimerCount()).toBe(1);
    for (let at = 0; at < 95; at++) {
      vi.advanceTimersByTime(minuteMs);
      expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
    }
    expect(announced.map(([minutes]) => minutes)).toEqual([10, 5, 1]);
    for (const [minutes, when] of announced) {
      expect(Math.abs(start + (90 - minutes) * minuteMs - when)).toBeLessThan(100);
    }
    expect(vi.getTimerCount()).toBe(0);
    stop();
  });

  it('schedules at most 13 timers for a 90-minute session', () => {
    const countdown = new ExpiryCountdown(() => undefined);
    const setTimeoutSpy = vi.spyOn(globalThis, 'setTimeout');
    const stop = countdown.start(Date.now() + 90 * minuteMs);
    vi.advanceTimersByTime(91 * minuteMs);
    expect(setTimeoutSpy.mock.calls.length).toBeLessThanOrEqual(13);
    stop();
  });

  it('does not announce when it starts at seven minutes, and announces five', () => {
    const announced: number[] = [];
    const countdown = new ExpiryCountdown((minutes) => announced.push(minutes));
    const stop = countdown.start(Date.now() + 7 * minuteMs);
    vi.advanceTimersByTime(minuteMs);
    expect(announced).toEqual([]);
    vi.advanceTimersByTime(minuteMs + 100);
    expect(announced).toEqual([5]);
    stop();
  });

  it('announces the current minute after the computer slept past a threshold', () => {
    const announced: number[] = [];
    const countdown = new ExpiryCountdown((minutes) => announced.push(minutes));
    const end = Date.now() + 30 * minuteMs;
    const stop = countdown.start(end);
    vi.setSystemTime(end - 3 * minuteMs);
    window.dispatchEvent(new Event('focus'));
    expect(announced).toEqual([3]);
    stop();
  });

  it('stopping clears the timer and announces nothing', () => {
    const announced: number[] = [];
    const countdown = new ExpiryCountdown((minutes) => announced.push(minutes));
    countdown.start(Date.now() + 20 * minuteMs)();
    vi.advanceTimersByTime(30 * minuteMs);
    expect(announced).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
