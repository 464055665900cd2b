// Words for the list: finding and arranging apps, and how new the list is.
import type { Restriction } from '../../ipc/types';
import type { Count } from '../count';

/** The plain word on a tile, and what it means for the person. */
const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: 'Company network', meaning: 'Opens on the company network only' },
  extraCheck: { word: 'Extra check', meaning: 'Asks for an extra check before it opens' },
  needsPassword: { word: 'Needs password', meaning: 'Needs a password that you have not stored yet' },
  certificate: { word: 'Certificate', meaning: 'Needs a certificate on this computer' },
  shared: { word: 'Shared', meaning: 'Shared with you by a colleague' },
  shareEnded: { word: 'Access ended', meaning: 'The time for which it was shared with you is over' },
  extension: { word: 'Needs extension', meaning: 'Needs the company’s browser extension' },
  notWeb: { word: 'Not a web app', meaning: 'Does not open in a browser' },
};

export const list = {
  search: {
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
  },
  list: {
    title: 'Your apps',
    all: 'All',
    other: 'Other apps',
    only: 'Apps',
    narrow: 'Show',
    more: 'More',
    moreToShow: 'More to show',
    arrangement: 'Arrangement',
    tiles: 'Tiles',
    rows: 'List',
    loading: 'Loading your apps',
    empty: 'No apps are assigned to you yet.',
    emptyHint: 'When your company assigns one, it appears here.',
    failed: 'Your apps could not be loaded',
    restrictions,
  },
  account: {
    menu: 'Menu',
    refresh: 'Refresh',
    settings: 'Settings',
    shortcuts: 'Keyboard shortcuts',
    signOut: 'Sign out',
    offline: 'Offline',
  },
  status: {
    apps: (n: Count) => (n.one ? '1 app' : `${n.text} apps`),
    updated: (time: string) => `updated ${time}`,
    asOf: (time: string) => `as of ${time}`,
    updating: 'updating…',
    unreadable: (n: Count) => (n.one ? '1 app could not be read' : `${n.text} apps could not be read`),
    keysOpen: 'open',
    keysOther: { browser: 'in your browser', window: 'in a window' },
    keysDetails: 'details',
    keysStar: 'favourite',
    keysClear: 'clear',
  },
  banner: {
    healed: 'Your apps are up to date again.',
    dismiss: 'Dismiss',
  },
};
