// Words for finding an app by a few letters: the palette's own, and those that it shares with the list. The palette
// loads these and no others, so this file imports no other words.
import type { Restriction } from '../../ipc/types';
import type { Count } from '../count';

/** The plain word on a tile, and what it means for the person. */
export const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: 'Company network', meaning: 'Opens on the company network only' },
  extraCheck: { word: 'Extra check', meaning: 'Asks for an extra check before it opens' },
  needsPassword: { word: 'Needs password', meaning: 'Needs a password that you have not stored yet' },
  certificate: { word: 'Certificate', meaning: 'Needs a certificate on this computer' },
  shared: { word: 'Shared', meaning: 'Shared with you by a colleague' },
  shareEnded: { word: 'Access ended', meaning: 'The time for which it was shared with you is over' },
  extension: { word: 'Needs extension', meaning: 'Needs the company’s browser extension' },
  notWeb: { word: 'Not a web app', meaning: 'Does not open in a browser' },
};

export const search = {
  label: 'Search apps',
  clear: 'Clear search',
  results: 'Best matches',
  /** "5 of 84" */
  tally: (hits: string, all: string) => `${hits} of ${all}`,
  found: (n: Count) => (n.one ? '1 app matches' : `${n.text} apps match`),
  none: (query: string) => `No apps match “${query}”`,
  noneHint: 'Try fewer letters, or another part of the name.',
  clearButton: 'Clear',
  /** Below a hit whose shown words do not hold what was typed. */
  elsewhere: 'found in its tags, template or address',
};

/** As they are printed on the keyboards of those who speak it; signs and letters are the same anywhere. */
export const keys = {
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
};

export const palette = {
  title: 'Find and open an app',
  /** Above the rows while nothing is typed. */
  usual: 'Favourites and most used',
  favourite: 'Favourite',
  empty: 'No apps are assigned to you yet.',
  noneHint: 'Enter looks for it in the window of Portico.',
  notReady: 'Sign in or unlock Portico first.',
  noAnswer: 'Portico did not answer. Press Enter to ask again.',
  notOpened: (app: string) => `${app} did not open. Portico’s window says why.`,
  noWindow: 'The window of Portico could not be shown.',
  window: 'Open Portico',
  keysOpen: 'open',
  keysClear: 'clear',
  keysClose: 'close',
};
