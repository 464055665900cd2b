import { expect, test } from 'vitest';
import { Held } from '../../src/lib/held';

const press = (code: string, repeat = false) => new KeyboardEvent('keydown', { code, repeat });

test('a key that stays down is held', () => {
  const held = new Held();
  const first = press('Enter');
  held.down(first);
  expect(held.repeats(first)).toBe(false);
  const again = press('Enter', true);
  held.down(again);
  expect(held.repeats(again)).toBe(true);
  const other = press('Escape', true);
  held.down(other);
  expect(held.repeats(other)).toBe(false);
});

test('a press that the web view takes for a held key is a press, where the release was not heard', () => {
  const held = new Held();
  held.down(press('Enter'));
  held.clear();
  const next = press('Enter', true);
  held.down(next);
  expect(held.repeats(next)).toBe(false);
});

test('a key that was released is pressed anew', () => {
  const held = new Held();
  held.down(press('Enter'));
  held.up(new KeyboardEvent('keyup', { code: 'Enter' }));
  const next = press('Enter', true);
  held.down(next);
  expect(held.repeats(next)).toBe(false);
});
