// Words for what the desktop lets Portico do beside its window: to stay without one, an icon, a key that works
// everywhere. And the headings of the settings.
export const desktop = {
  groups: {
    look: 'Look',
    opening: 'Opening apps',
    computer: 'This computer',
    session: 'Session and privacy',
  },
  keepRunning: 'Keep running when the window is closed',
  keepRunningHint: 'The window is back at once. “Quit Portico” in the menu ends it.',
  tray: 'Icon in the tray',
  trayHint: 'Your favourites and the search, one click away.',
  trayUnavailable: 'This desktop shows no icons of programs. Some desktops have an extension for it.',
  /** The key that brings the palette from everywhere. */
  key: {
    label: 'Key for quick search',
    hint: 'Press it in any program to find an app and open it.',
    none: 'None',
    set: 'Set a key…',
    listening: 'Press the keys now…',
    leave: 'Esc leaves it as it is.',
    suggest: (keys: string) => `Use ${keys}`,
    remove: 'Remove',
    typed: 'Hold Ctrl, Alt or Super as well: alone this key is for typing.',
    unusable: 'This key cannot be used. Take a letter, a digit, Space or F1 to F24.',
    is: (keys: string) => `The key for quick search is ${keys}.`,
    removed: 'There is no key for quick search any more.',
    asking: 'Your desktop is asking you about it.',
    on: 'It works in every program.',
    byDesktop: (keys: string) => `Your desktop has set it to ${keys}. Its keyboard settings can change that.`,
    byDesktopUnsaid: 'Your desktop decides which key it is. Its keyboard settings can change that.',
    taken: 'Another program has this key. Set a different one.',
    refused: 'Your desktop did not allow it. Set the key again to be asked again.',
    unavailable:
      'This desktop gives no program a key. Add one in its own keyboard settings that runs this command:',
    copy: 'Copy command',
  },
  /** For the tray, the desktop’s own dialog and a notification: they are sent to the shell. */
  native: {
    open: 'Open Portico',
    search: 'Search…',
    quit: 'Quit Portico',
    shortcut: 'Search your company’s apps',
    staysTitle: 'Portico keeps running',
    staysBody: 'Start it again to see its window. “Quit Portico” in its menu ends it.',
  },
};
