// Labels and recognizes keys on this system.
import type { Move } from './grid/layout';
import type { Messages } from './text/messages';

export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Label of a key, such as "Ctrl", in the messages of a dictionary. */
export function keyLabel(key: string, { keys }: Pick<Messages, 'keys'>): string {
  if (isApple && (key === 'Ctrl' || key === 'Alt')) return key === 'Ctrl' ? '⌘' : '⌥';
  return Object.hasOwn(keys, key) ? keys[key as keyof typeof keys] : key;
}

export function hasCommandModifier(event: KeyboardEvent): boolean {
  return (isApple ? event.metaKey : event.ctrlKey) && !event.altKey;
}

/** WebKitGTK reports another key name, or none, for Shift+Tab. */
export function isTab(event: KeyboardEvent): boolean {
  return event.key === 'Tab' || event.code === 'Tab';
}

/** True for keys that type a character, so that typing anywhere can start a search. */
export function isPrintable(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** The list navigation that a key triggers. */
export function moveForKey(key: string, rtl: boolean): Move | undefined {
  const moves: Record<string, Move> = {
    ArrowRight: rtl ? 'previous' : 'next',
    ArrowLeft: rtl ? 'next' : 'previous',
    ArrowUp: 'up',
    ArrowDown: 'down',
    PageUp: 'pageUp',
    PageDown: 'pageDown',
    Home: 'first',
    End: 'last',
  };
  return moves[key];
}

/** True for the keys that open the action menu of an app. */
export function opensActionMenu(event: KeyboardEvent): boolean {
  if (event.key === 'ContextMenu') return true;
  return (event.shiftKey && event.key === 'F10') || (hasCommandModifier(event) && event.key === '.');
}
