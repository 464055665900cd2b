// A key with its modifiers, as the core writes it: `Ctrl+Alt+Space` (crates/core/src/shortcut.rs). Read from what
// is pressed by where the key lies, not by what it types: layouts and AltGr make no difference.
import { apple, keyName } from './keys';
import type { Words } from './text/en';

/** `modifiers`: there is no key yet. `typed`: with these modifiers it is what people type. */
export type Pressed = { chord: string } | 'modifiers' | 'typed' | 'unusable';

const modifiers = /^(Control|Alt|Shift|Meta|OS|Fn)(Left|Right)?$|^CapsLock$/;
const named: Record<string, string> = {
  Space: 'Space',
  Enter: 'Enter',
  Tab: 'Tab',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};
const onKeycap: Record<string, string> = {
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
};

function keyOf(code: string): string | undefined {
  const plain = /^(?:Key([A-Z])|Digit(\d)|(F(?:1?[1-9]|10|2[0-4])))$/.exec(code);
  return plain?.slice(1).find(Boolean) ?? named[code];
}

/** `superHeld`: some web views do not say so with the key. */
export function pressed(
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>,
  superHeld = false,
): Pressed {
  if (modifiers.test(event.code)) return 'modifiers';
  const key = keyOf(event.code);
  const logo = event.metaKey || superHeld;
  if (!(event.ctrlKey || event.altKey || logo || /^F\d/.test(key ?? ''))) return 'typed';
  if (key === undefined) return 'unusable';
  const held = [event.ctrlKey && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift', logo && 'Super'];
  return { chord: [...held.filter((name) => name !== false), key].join('+') };
}

/** On a Mac Ctrl is Ctrl: the chord is the desktop's, not one of this window. */
const ofSystem: Record<string, string> = apple
  ? { Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' }
  : /Win/.test(navigator.platform)
    ? { Super: 'Win' }
    : {};

/** The keys of a chord as they are called here. */
export function keycaps(chord: string, words: Pick<Words['shortcuts'], 'keys'>): string[] {
  return chord.split('+').map((key) => ofSystem[key] ?? keyName(onKeycap[key] ?? key, words));
}
