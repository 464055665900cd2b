// How keys are written and recognised on this system.
import type { Move } from './grid/layout';
import type { Messages } from './text/en';

export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** "Ctrl" as it is called here, by the names of a dictionary. */
export function keyLabel(key: string, { keys }: Pick<Messages['shortcuts'], 'keys'>): string {
  if (isApple && (key === 'Ctrl' || key === 'Alt')) return key === 'Ctrl' ? '⌘' : '⌥';
  return Object.hasOwn(keys, key) ? keys[key as keyof typeof keys] : key;
}

export function hasCommandModifier(event: KeyboardEvent): boolean {
  return (isApple ? event.metaKey : event.ctrlKey) && !event.altKey;
}

/** With Shift it has another name in WebKitGTK, or none. */
export function isTab(event: KeyboardEvent): boolean {
  return event.key === 'Tab' || event.code === 'Tab';
}

/** A key that writes a letter, so that typing it anywhere may begin a search. */
export function isPrintable(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Where a key leads in the list. */
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

/** The keys that ask for the actions of an app, besides a right click. */
export function opensActionMenu(event: KeyboardEvent): boolean {
  if (event.key === 'ContextMenu') return true;
  return (event.shiftKey && event.key === 'F10') || (hasCommandModifier(event) && event.key === '.');
}
