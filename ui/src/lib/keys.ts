// How keys are written and recognised on this system.
import type { Move } from './grid/plan';
import type { Words } from './text/en';

export const apple = /Mac|iPhone|iPad/.test(navigator.platform);

/** "Ctrl" as it is called here, by the names of a dictionary. */
export function keyName(key: string, { keys }: Pick<Words['shortcuts'], 'keys'>): string {
  if (apple && (key === 'Ctrl' || key === 'Alt')) return key === 'Ctrl' ? '⌘' : '⌥';
  return Object.hasOwn(keys, key) ? keys[key as keyof typeof keys] : key;
}

export function withCommand(event: KeyboardEvent): boolean {
  return (apple ? event.metaKey : event.ctrlKey) && !event.altKey;
}

/** With Shift it has another name in WebKitGTK, or none. */
export function isTab(event: KeyboardEvent): boolean {
  return event.key === 'Tab' || event.code === 'Tab';
}

/** A key that writes a letter, so that typing it anywhere may begin a search. */
export function writes(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Where a key leads in the list. */
export function moveOf(key: string, rtl: boolean): Move | undefined {
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
export function asksForActions(event: KeyboardEvent): boolean {
  if (event.key === 'ContextMenu') return true;
  return (event.shiftKey && event.key === 'F10') || (withCommand(event) && event.key === '.');
}
