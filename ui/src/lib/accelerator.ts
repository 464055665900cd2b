// A key with its modifiers, as the core writes it: `Ctrl+Alt+Space` (crates/core/src/shortcut.rs). Read from what
// is pressed by where the key lies, not by what it types: layouts and AltGr make no difference.
import { isApple, keyLabel } from './keys';
import type { Messages } from './text/en';

/** `modifiers`: there is no key yet. `typed`: with these modifiers it is what people type. */
export type AcceleratorInput = { accelerator: string } | 'modifiers' | 'needsModifier' | 'unusable';

const modifierCodes = /^(Control|Alt|Shift|Meta|OS|Fn)(Left|Right)?$|^CapsLock$/;
const keyNames: Record<string, string> = {
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
const keycapLabels: Record<string, string> = {
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
};

function acceleratorKey(code: string): string | undefined {
  const match = /^(?:Key([A-Z])|Digit(\d)|(F(?:1?[1-9]|10|2[0-4])))$/.exec(code);
  return match?.slice(1).find(Boolean) ?? keyNames[code];
}

/** `superHeld`: some web views do not say so with the key. */
export function readAccelerator(
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>,
  isSuperDown = false,
): AcceleratorInput {
  if (modifierCodes.test(event.code)) return 'modifiers';
  const key = acceleratorKey(event.code);
  const hasSuper = event.metaKey || isSuperDown;
  if (!(event.ctrlKey || event.altKey || hasSuper || /^F\d/.test(key ?? ''))) return 'needsModifier';
  if (key === undefined) return 'unusable';
  const modifiers = [
    event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    hasSuper && 'Super',
  ];
  return { accelerator: [...modifiers.filter((name) => name !== false), key].join('+') };
}

/** On a Mac Ctrl is Ctrl: the chord is the desktop's, not one of this window. */
const platformModifiers: Record<string, string> = isApple
  ? { Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' }
  : /Win/.test(navigator.platform)
    ? { Super: 'Win' }
    : {};

/** The keys of a chord as they are called here. */
export function keycaps(accelerator: string, messages: Pick<Messages['shortcuts'], 'keys'>): string[] {
  return accelerator
    .split('+')
    .map((key) => platformModifiers[key] ?? keyLabel(keycapLabels[key] ?? key, messages));
}
