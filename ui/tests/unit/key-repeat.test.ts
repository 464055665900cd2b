import { expect, test } from 'vitest';
import { KeyRepeatGuard } from '../../src/lib/key-repeat';

const press = (code: string, repeat = false) => new KeyboardEvent('keydown', { code, repeat });

test('a key that stays down is reported as a repeat', () => {
  const guard = new KeyRepeatGuard();
  const first = press('Enter');
  guard.onKeyDown(first);
  expect(guard.isRepeat(first)).toBe(false);
  const again = press('Enter', true);
  guard.onKeyDown(again);
  expect(guard.isRepeat(again)).toBe(true);
  const other = press('Escape', true);
  guard.onKeyDown(other);
  expect(guard.isRepeat(other)).toBe(false);
});

test('a press after a reset is not a repeat, even if the event says so', () => {
  const guard = new KeyRepeatGuard();
  guard.onKeyDown(press('Enter'));
  guard.reset();
  const next = press('Enter', true);
  guard.onKeyDown(next);
  expect(guard.isRepeat(next)).toBe(false);
});

test('a press after a release is not a repeat', () => {
  const guard = new KeyRepeatGuard();
  guard.onKeyDown(press('Enter'));
  guard.onKeyUp(new KeyboardEvent('keyup', { code: 'Enter' }));
  const next = press('Enter', true);
  guard.onKeyDown(next);
  expect(guard.isRepeat(next)).toBe(false);
});
