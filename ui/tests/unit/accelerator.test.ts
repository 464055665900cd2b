// Key events as accelerators in the core's format, and their localized labels.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keycaps, readAccelerator } from '../../src/lib/accelerator';
import de from '../../src/lib/text/de/palette';

const press = (code: string, modifiers = '', isSuperDown = false) =>
  readAccelerator(
    {
      code,
      ctrlKey: modifiers.includes('c'),
      altKey: modifiers.includes('a'),
      shiftKey: modifiers.includes('s'),
      metaKey: modifiers.includes('m'),
    },
    isSuperDown,
  );

describe('readAccelerator', () => {
  it.each([
    ['Space', 'ca', 'Ctrl+Alt+Space'],
    ['KeyK', 'm', 'Super+K'],
    ['KeyP', 'smac', 'Ctrl+Alt+Shift+Super+P'],
    ['Digit0', 'c', 'Ctrl+0'],
    ['F1', '', 'F1'],
    ['F10', 's', 'Shift+F10'],
    ['F19', '', 'F19'],
    ['F20', '', 'F20'],
    ['F24', '', 'F24'],
    ['ArrowLeft', 'a', 'Alt+Left'],
    ['PageUp', 'c', 'Ctrl+PageUp'],
    ['Tab', 'c', 'Ctrl+Tab'],
    ['Enter', 'cs', 'Ctrl+Shift+Enter'],
  ])('reads %s with modifiers %s as %s', (code, held, accelerator) => {
    expect(press(code, held)).toEqual({ accelerator });
  });

  it.each(['KeyA', 'Digit1', 'Space', 'Enter', 'Home', 'Semicolon', 'F25', ''])(
    '%s without Ctrl, Alt or Super needs a modifier',
    (code) => {
      expect(press(code)).toBe('needsModifier');
      expect(press(code, 's')).toBe('needsModifier');
    },
  );

  it.each(['ControlLeft', 'AltRight', 'ShiftLeft', 'MetaLeft', 'OSRight', 'CapsLock'])(
    '%s alone is only a modifier',
    (code) => {
      expect(press(code, 'c')).toBe('modifiers');
    },
  );

  it.each(['Semicolon', 'NumpadEnter', 'F25', 'IntlBackslash', 'AudioVolumeUp', 'KeyAB', ''])(
    '%s is unusable',
    (code) => {
      expect(press(code, 'c')).toBe('unusable');
    },
  );

  it('adds Super from isSuperDown when the event lacks metaKey', () => {
    expect(press('KeyK', '', true)).toEqual({ accelerator: 'Super+K' });
  });
});

it('every named key of the core maps to a key code', () => {
  const core = readFileSync('../crates/core/src/settings/accelerator.rs', 'utf8');
  const names = [...core.matchAll(/^ {4}\("(\w+)", Key::/gm)].map((match) => match[1] ?? '');
  expect(names.length).toBe(12);
  const arrows = (name: string) => (/^(Up|Down|Left|Right)$/.test(name) ? `Arrow${name}` : name);
  for (const name of names) expect(press(arrows(name), 'c')).toEqual({ accelerator: `Ctrl+${name}` });
});

it('keycaps use the localized key labels', () => {
  expect(keycaps('Ctrl+Alt+Space', de)).toEqual(['Strg', 'Alt', 'Leertaste']);
  expect(keycaps('Shift+Super+PageUp', de)).toEqual(['Umschalt', 'Super', 'Bild auf']);
  expect(keycaps('Ctrl+Left', de)).toEqual(['Strg', '←']);
});
