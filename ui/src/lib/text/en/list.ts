// Messages of the app list: layout, filters and status.
import type { Count } from '../count';
import { restrictions } from './palette';

export const list = {
  list: {
    title: 'Your apps',
    all: 'All',
    otherApps: 'Other apps',
    onlyGroup: 'Apps',
    filterLabel: 'Show',
    more: 'More',
    moreFilters: 'More to show',
    arrangement: 'Arrangement',
    tilesLayout: 'Tiles',
    listLayout: 'List',
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
    unreadableRows: (n: Count) => (n.one ? '1 app could not be read' : `${n.text} apps could not be read`),
    keysOpen: 'open',
    keysAlternate: { browser: 'in your browser', window: 'in a window' },
    keysDetails: 'details',
    keysFavorite: 'favourite',
    keysClear: 'clear',
  },
  banner: {
    recovered: 'Your apps are up to date again.',
    dismiss: 'Dismiss',
  },
};
