// German for en/list.ts.
import type { Restriction } from '../../ipc/types';
import { plural } from '../count';
import type { list as english } from '../en/list';

const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: 'Firmennetz', meaning: 'Öffnet sich nur im Netzwerk des Unternehmens' },
  extraCheck: { word: 'Zusatzprüfung', meaning: 'Verlangt vor dem Öffnen eine zusätzliche Prüfung' },
  needsPassword: {
    word: 'Passwort nötig',
    meaning: 'Benötigt ein Passwort, das Sie noch nicht hinterlegt haben',
  },
  certificate: { word: 'Zertifikat', meaning: 'Benötigt ein Zertifikat auf diesem Computer' },
  shared: { word: 'Geteilt', meaning: 'Von einem Kollegen oder einer Kollegin mit Ihnen geteilt' },
  shareEnded: {
    word: 'Zugriff beendet',
    meaning: 'Die Zeit, für die sie mit Ihnen geteilt wurde, ist vorbei',
  },
  extension: { word: 'Erweiterung nötig', meaning: 'Benötigt die Browsererweiterung des Unternehmens' },
  notWeb: { word: 'Keine Web-App', meaning: 'Öffnet sich nicht in einem Browser' },
};

export const list: typeof english = {
  search: {
    label: 'Apps suchen',
    clear: 'Suche leeren',
    results: 'Beste Treffer',
    tally: (hits, all) => `${hits} von ${all}`,
    found: (n) => plural(n, { one: '1 App gefunden', other: `${n.text} Apps gefunden` }),
    none: (query) => `Keine App passt zu „${query}“`,
    noneHint: 'Versuchen Sie es mit weniger Buchstaben oder einem anderen Teil des Namens.',
    clearButton: 'Leeren',
    elsewhere: 'gefunden in Tags, Vorlage oder Adresse',
  },
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
