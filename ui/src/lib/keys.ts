// How keys are written and recognised on this system.
const apple = /Mac|iPhone|iPad/.test(navigator.platform);

/** "Ctrl" as it is called here. */
export function keyName(key: string): string {
  return apple && key === 'Ctrl' ? '⌘' : key;
}

export function withCommand(event: KeyboardEvent): boolean {
  return (apple ? event.metaKey : event.ctrlKey) && !event.altKey;
}

/** A key that writes a letter, so that typing it anywhere may begin a search. */
export function writes(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}
