// Words for the list: arranging apps, and how new the list is.
import type { Count } from '../count';
import { restrictions } from './palette';

export const list = {
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
