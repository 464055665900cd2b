// German for en/list.ts.
import { plural } from '../count';
import type { list as english } from '../en/list';
import { restrictions } from './palette';

export const list: typeof english = {
  list: {
    title: 'Ihre Apps',
    all: 'Alle',
    otherApps: 'Weitere Apps',
    onlyGroup: 'Apps',
    filterLabel: 'Anzeigen',
    more: 'Mehr',
    moreFilters: 'Mehr anzeigen',
    arrangement: 'Anordnung',
    tilesLayout: 'Kacheln',
    listLayout: 'Liste',
    loading: 'Ihre Apps werden geladen',
    empty: 'Ihnen sind noch keine Apps zugewiesen.',
    emptyHint: 'Sobald Ihr Unternehmen eine zuweist, erscheint sie hier.',
    failed: 'Ihre Apps konnten nicht geladen werden',
    restrictions,
  },
  account: {
    menu: 'Menü',
    refresh: 'Aktualisieren',
    settings: 'Einstellungen',
    shortcuts: 'Tastenkombinationen',
    signOut: 'Abmelden',
    offline: 'Offline',
  },
  status: {
    apps: (n) => plural(n, { one: '1 App', other: `${n.text} Apps` }),
    updated: (time) => `aktualisiert ${time}`,
    asOf: (time) => `Stand ${time}`,
    updating: 'wird aktualisiert…',
    unreadableRows: (n) =>
      plural(n, {
        one: '1 App konnte nicht gelesen werden',
        other: `${n.text} Apps konnten nicht gelesen werden`,
      }),
    keysOpen: 'öffnen',
    keysAlternate: { browser: 'im Browser', window: 'im Fenster' },
    keysDetails: 'Details',
    keysFavorite: 'Favorit',
    keysClear: 'leeren',
  },
  banner: {
    recovered: 'Ihre Apps sind wieder auf dem neuesten Stand.',
    dismiss: 'Schließen',
  },
};
