// Messages about desktop integration: running in the background, tray, global shortcut; and the headings of the
// settings.
export const desktop = {
  headings: {
    appearance: 'Look',
    opening: 'Opening apps',
    computer: 'This computer',
    session: 'Session and privacy',
  },
  keepRunning: 'Keep running when the window is closed',
  keepRunningHint: 'The window is back at once. “Quit Portico” in the menu ends it.',
  tray: 'Icon in the tray',
  trayHint: 'Your favourites and the search, one click away.',
  trayUnavailable: 'This desktop shows no icons of programs. Some desktops have an extension for it.',
  /** The global shortcut of the palette: shows it, records another, and reports its state on the desktop. While
      recording, every key is taken except Escape, which cancels, and Tab, which moves on. */
  shortcut: {
    label: 'Key for quick search',
    hint: 'Press it in any program to find an app and open it.',
    none: 'None',
    record: 'Set a key…',
    listening: 'Press the keys now…',
    cancelHint: 'Esc leaves it as it is.',
    suggest: (keys: string) => `Use ${keys}`,
    remove: 'Remove',
    needsModifier: 'Hold Ctrl, Alt or Super as well: alone this key is for typing.',
    unusable: 'This key cannot be used. Take a letter, a digit, Space or F1 to F24.',
    changed: (keys: string) => `The key for quick search is ${keys}.`,
    removed: 'There is no key for quick search any more.',
    requesting: 'Your desktop is asking you about it.',
    on: 'It works in every program.',
    managedByDesktop: (keys: string) =>
      `Your desktop has set it to ${keys}. Its keyboard settings can change that.`,
    managedByDesktopUnknown: 'Your desktop decides which key it is. Its keyboard settings can change that.',
    taken: 'Another program has this key. Set a different one.',
    denied: 'Your desktop did not allow it. Set the key again to be asked again.',
    unavailable:
      'This desktop gives no program a key. Add one in its own keyboard settings that runs this command:',
    copy: 'Copy command',
  },
  /** Labels for the tray, the desktop’s dialog and a notification, sent to the shell. */
  native: {
    open: 'Open Portico',
    search: 'Search…',
    quit: 'Quit Portico',
    shortcut: 'Search your company’s apps',
    backgroundRunningTitle: 'Portico keeps running',
    backgroundRunningBody: 'Start it again to see its window. “Quit Portico” in its menu ends it.',
  },
};
