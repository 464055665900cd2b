// The English messages of search and palette. The palette page loads only these.
export default {
  /** The label on a tile, and its description. */
  restrictions: {
    companyNetwork: { label: 'Company network', description: 'Opens on the company network only' },
    extraCheck: { label: 'Extra check', description: 'Asks for an extra check before it opens' },
    needsPassword: { label: 'Needs password', description: 'Needs a password that you have not stored yet' },
    certificate: { label: 'Certificate', description: 'Needs a certificate on this computer' },
    shared: { label: 'Shared', description: 'Shared with you by a colleague' },
    shareEnded: { label: 'Access ended', description: 'The time for which it was shared with you is over' },
    extension: { label: 'Needs extension', description: 'Needs the company’s browser extension' },
    notWeb: { label: 'Not a web app', description: 'Does not open in a browser' },
  },
  search: {
    label: 'Search apps',
    clear: 'Clear search',
    results: 'Best matches',
    /** "5 of 84" */
    tally: '{hits} of {all}',
    matches: { one: '1 app matches', other: '{n} apps match' },
    noMatches: 'No apps match “{query}”',
    noMatchesHint: 'Try fewer letters, or another part of the name.',
    clearButton: 'Clear',
    /** Shown below a hit that matches in no visible text. */
    matchedElsewhere: 'found in its tags, template or address',
  },
  /** Key labels as printed on keyboards of this language. */
  keys: {
    Ctrl: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Esc: 'Esc',
    Enter: 'Enter',
    Tab: 'Tab',
    Space: 'Space',
    Insert: 'Insert',
    Home: 'Home',
    End: 'End',
    PgUp: 'PgUp',
    PgDn: 'PgDn',
  },
  palette: {
    title: 'Find and open an app',
    /** Heading for an empty query. */
    defaultHeading: 'Favourites and most used',
    favorite: 'Favourite',
    empty: 'No apps are assigned to you yet.',
    noMatchesHint: 'Enter looks for it in the window of Portico.',
    notReady: 'Sign in or unlock Portico first.',
    noAnswer: 'Portico did not answer. Press Enter to ask again.',
    notOpened: '{app} did not open. Portico’s window says why.',
    windowFailed: 'The window of Portico could not be shown.',
    openWindow: 'Open Portico',
    keysOpen: 'open',
    keysClear: 'clear',
    keysClose: 'close',
  },
} as const;
