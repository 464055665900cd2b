// German for en/list.ts.
import { plural } from '../count';
import type { list as english } from '../en/list';
import { restrictions } from './palette';

export const list: typeof english = {
  list: {
    title: 'Ihre Apps',
    all: 'Alle',
    other: 'Weitere Apps',
    only: 'Apps',
    narrow: 'Anzeigen',
    more: 'Mehr',
    moreToShow: 'Mehr anzeigen',
    arrangement: 'Anordnung',
    tiles: 'Kacheln',
    rows: 'Liste',
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
    unreadable: (n) =>
      plural(n, {
        one: '1 App konnte nicht gelesen werden',
        other: `${n.text} Apps konnten nicht gelesen werden`,
      }),
    keysOpen: 'öffnen',
    keysOther: { browser: 'im Browser', window: 'im Fenster' },
    keysDetails: 'Details',
    keysStar: 'Favorit',
    keysClear: 'leeren',
  },
  banner: {
    healed: 'Ihre Apps sind wieder auf dem neuesten Stand.',
    dismiss: 'Schließen',
  },
};
