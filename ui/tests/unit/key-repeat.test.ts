import { expect, test } from 'vitest';
import { KeyRepeatGuard } from '../../src/lib/key-repeat';

const press = (code: string, repeat = false) => new KeyboardEvent('keydown', { code, repeat });

test('a key that stays down is reported as a repeat', () => {
  const held = new KeyRepeatGuard();
  const first = press('Enter');
  held.onKeyDown(first);
  expect(held.isRepeat(first)).toBe(false);
  const again = press('Enter', true);
  held.onKeyDown(again);
  expect(held.isRepeat(again)).toBe(true);
  const other = press('Escape', true);
  held.onKeyDown(other);
  expect(held.isRepeat(other)).toBe(false);
});

test('a press after a reset is not a repeat, even if the event says so', () => {
  const held = new KeyRepeatGuard();
  held.onKeyDown(press('Enter'));
  held.reset();
  const next = press('Enter', true);
  held.onKeyDown(next);
  expect(held.isRepeat(next)).toBe(false);
});

test('a press after a release is not a repeat', () => {
  const held = new KeyRepeatGuard();
  held.onKeyDown(press('Enter'));
  held.onKeyUp(new KeyboardEvent('keyup', { code: 'Enter' }));
  const next = press('Enter', true);
  held.onKeyDown(next);
  expect(held.isRepeat(next)).toBe(false);
});
