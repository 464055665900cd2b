// German for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import { plural } from '../count';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { word: string; meaning: string }> = {
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

export const search: typeof english.search = {
  label: 'Apps suchen',
  clear: 'Suche leeren',
  results: 'Beste Treffer',
  tally: (hits, all) => `${hits} von ${all}`,
  found: (n) => plural(n, { one: '1 App gefunden', other: `${n.text} Apps gefunden` }),
  none: (query) => `Keine App passt zu „${query}“`,
  noneHint: 'Versuchen Sie es mit weniger Buchstaben oder einem anderen Teil des Namens.',
  clearButton: 'Leeren',
  elsewhere: 'gefunden in Tags, Vorlage oder Adresse',
};

export const keys: typeof english.keys = {
  Ctrl: 'Strg',
  Shift: 'Umschalt',
  Alt: 'Alt',
  Esc: 'Esc',
  Enter: 'Eingabe',
  Tab: 'Tab',
  Space: 'Leertaste',
  Insert: 'Einfg',
  Home: 'Pos1',
  End: 'Ende',
  PgUp: 'Bild auf',
  PgDn: 'Bild ab',
};

export const palette: typeof english.palette = {
  title: 'App suchen und öffnen',
  usual: 'Favoriten und meistgenutzte Apps',
  favourite: 'Favorit',
  empty: 'Ihnen sind noch keine Apps zugewiesen.',
  noneHint: 'Mit der Eingabetaste suchen Sie im Fenster von Portico weiter.',
  notReady: 'Melden Sie sich zuerst an oder entsperren Sie Portico.',
  noAnswer: 'Portico hat nicht geantwortet. Mit der Eingabetaste fragen Sie erneut.',
  notOpened: (app) => `${app} wurde nicht geöffnet. Den Grund nennt das Fenster von Portico.`,
  noWindow: 'Das Fenster von Portico konnte nicht angezeigt werden.',
  window: 'Portico öffnen',
  keysOpen: 'öffnen',
  keysClear: 'leeren',
  keysClose: 'schließen',
};
