// Reads keyboard events as accelerators in the core's format: `Ctrl+Alt+Space`. Uses the physical key code, so that
// layouts and AltGr make no difference.
import { isApple, keyLabel } from './keys';
import type { Messages } from './text/messages';

/** `modifiers`: only modifiers are pressed. `needsModifier`: with these modifiers the key types text. */
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

/** `isSuperDown`: some web views do not report the Super key with other keys. */
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

/** On macOS Ctrl is shown as Ctrl: the accelerator is global, not one of this window. */
const platformModifiers: Record<string, string> = isApple
  ? { Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' }
  : /Win/.test(navigator.platform)
    ? { Super: 'Win' }
    : {};

/** Labels of an accelerator's keys in the current language. */
export function keycaps(accelerator: string, messages: Pick<Messages, 'keys'>): string[] {
  return accelerator
    .split('+')
    .map((key) => platformModifiers[key] ?? keyLabel(keycapLabels[key] ?? key, messages));
}
