// Key labels of the dictionaries cover every key of the shortcut list.
import { describe, expect, it } from 'vitest';
import { isTab, keyLabel } from '../../src/lib/keys';
import { shortcuts } from '../../src/lib/shortcuts';
import de from '../../src/lib/text/de/palette';
import en from '../../src/lib/text/en/palette';
import fr from '../../src/lib/text/fr/palette';

describe('key label', () => {
  it('is localized for named keys and unchanged for letters and signs', () => {
    const named = (keys: string[], words: typeof de) => keys.map((key) => keyLabel(key, words));
    expect(named(['Ctrl', 'Shift', 'Home', 'PgUp', 'F5', '.'], de)).toEqual([
      'Strg',
      'Umschalt',
      'Pos1',
      'Bild auf',
      'F5',
      '.',
    ]);
    expect(named(['Ctrl', 'Shift', 'Home', 'End', 'K'], fr)).toEqual(['Ctrl', 'Maj', 'Origine', 'Fin', 'K']);
  });

  it('exists for every named key of the shortcut list', () => {
    const words = shortcuts
      .flatMap(({ rows }) => rows.flatMap(([, chords]) => chords.flat()))
      .filter((key) => /^\p{L}{2,}$/u.test(key) && key !== 'anyLetter');
    // Space and Insert occur only in recorded accelerators.
    expect(new Set([...words, 'Space', 'Insert'])).toEqual(new Set(Object.keys(en.keys)));
  });
});

it('Shift+Tab is recognized by its code when WebKitGTK reports no key', () => {
  expect(isTab(new KeyboardEvent('keydown', { key: 'Unidentified', code: 'Tab', shiftKey: true }))).toBe(
    true,
  );
  expect(isTab(new KeyboardEvent('keydown', { key: 'Tab' }))).toBe(true);
  expect(isTab(new KeyboardEvent('keydown', { key: 't', code: 'KeyT' }))).toBe(false);
});
