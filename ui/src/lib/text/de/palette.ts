// German for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import { plural } from '../count';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { label: string; description: string }> = {
  companyNetwork: { label: 'Firmennetz', description: 'Öffnet sich nur im Netzwerk des Unternehmens' },
  extraCheck: { label: 'Zusatzprüfung', description: 'Verlangt vor dem Öffnen eine zusätzliche Prüfung' },
  needsPassword: {
    label: 'Passwort nötig',
    description: 'Benötigt ein Passwort, das Sie noch nicht hinterlegt haben',
  },
  certificate: { label: 'Zertifikat', description: 'Benötigt ein Zertifikat auf diesem Computer' },
  shared: { label: 'Geteilt', description: 'Von einem Kollegen oder einer Kollegin mit Ihnen geteilt' },
  shareEnded: {
    label: 'Zugriff beendet',
    description: 'Die Zeit, für die sie mit Ihnen geteilt wurde, ist vorbei',
  },
  extension: { label: 'Erweiterung nötig', description: 'Benötigt die Browsererweiterung des Unternehmens' },
  notWeb: { label: 'Keine Web-App', description: 'Öffnet sich nicht in einem Browser' },
};

export const search: typeof english.search = {
  label: 'Apps suchen',
  clear: 'Suche leeren',
  results: 'Beste Treffer',
  tally: (hits, all) => `${hits} von ${all}`,
  matches: (n) => plural(n, { one: '1 App gefunden', other: `${n.text} Apps gefunden` }),
  noMatches: (query) => `Keine App passt zu „${query}“`,
  noMatchesHint: 'Versuchen Sie es mit weniger Buchstaben oder einem anderen Teil des Namens.',
  clearButton: 'Leeren',
  matchedElsewhere: 'gefunden in Tags, Vorlage oder Adresse',
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
  defaultHeading: 'Favoriten und meistgenutzte Apps',
  favorite: 'Favorit',
  empty: 'Ihnen sind noch keine Apps zugewiesen.',
  noMatchesHint: 'Mit der Eingabetaste suchen Sie im Fenster von Portico weiter.',
  notReady: 'Melden Sie sich zuerst an oder entsperren Sie Portico.',
  noAnswer: 'Portico hat nicht geantwortet. Mit der Eingabetaste fragen Sie erneut.',
  notOpened: (app) => `${app} wurde nicht geöffnet. Den Grund nennt das Fenster von Portico.`,
  windowFailed: 'Das Fenster von Portico konnte nicht angezeigt werden.',
  openWindow: 'Portico öffnen',
  keysOpen: 'öffnen',
  keysClear: 'leeren',
  keysClose: 'schließen',
};
