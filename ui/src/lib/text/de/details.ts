// German for en/details.ts.
import type { AppKind, Origin, Restriction } from '../../ipc/types';
import { plural } from '../count';
import type { details as english, RestrictionArgs } from '../en/details';

const kinds: Record<AppKind, string> = {
  saml: 'Meldet Sie von selbst an (SAML)',
  oAuth: 'Meldet Sie von selbst an (OpenID Connect)',
  bookmark: 'Ein Link; eventuell müssen Sie sich dort anmelden',
  password: 'Meldet Sie mit einem hinterlegten Passwort an',
  desktop: 'Eine Desktop-App',
  mobile: 'Eine App für Smartphones',
  account: 'Ein privilegiertes Konto',
  other: 'Eine Web-App',
};

const someone = 'jemandem aus Ihrem Unternehmen';
const until = (day: string | null) => (day ? ` bis zum ${day}` : '');

const origins: Record<Origin, (about: RestrictionArgs) => string> = {
  assigned: () => 'Von Ihrem Unternehmen zugewiesen',
  optional: () => 'Von Ihrem Unternehmen angeboten und von Ihnen gewählt',
  personal: () => 'Von Ihnen selbst hinzugefügt',
  shared: (about) => `Geteilt von ${about.sharedBy ?? someone}${until(about.date)}`,
};

const restrictions: Record<Restriction, (about: RestrictionArgs) => string> = {
  companyNetwork: () =>
    'Sie öffnet sich nur im Netzwerk des Unternehmens. Verbinden Sie sich damit, im Büro oder über das VPN, und öffnen Sie sie dann.',
  extraCheck: () =>
    'Ihr Unternehmen verlangt eine zusätzliche Prüfung, etwa einen Code oder Ihr Telefon. Sie erscheint beim Öffnen der App; halten Sie beides bereit.',
  needsPassword: () =>
    'Sie meldet sich mit einem Passwort an, und von Ihnen ist noch keines hinterlegt. Öffnen Sie sie, und Portico fragt einmal danach; Ihr Unternehmen bewahrt es auf.',
  certificate: () =>
    'Sie verlangt ein Zertifikat, das Ihr Unternehmen auf seinen Computern ablegt. Ihr Browser kann es vorzeigen, ein Portico-Fenster nicht.',
  shared: (about) =>
    `Sie wird${until(about.date)} von ${about.sharedBy ?? someone} mit Ihnen geteilt. Fragen Sie dort nach, wenn Sie sie länger brauchen.`,
  shareEnded: (about) =>
    `Sie wurde${until(about.date)} von ${about.sharedBy ?? someone} mit Ihnen geteilt. Diese Zeit ist vorbei; bitten Sie darum, dass sie erneut geteilt wird.`,
  extension: () =>
    'Sie benötigt die Browsererweiterung des Unternehmensportals, die Ihr Passwort ausfüllt. Öffnen Sie sie in dem Browser, der die Erweiterung hat.',
  notWeb: () =>
    'Sie läuft nicht in einem Browser. Suchen Sie sie unter den Programmen Ihres Computers oder Telefons, oder fragen Sie Ihre IT.',
};

export const details: typeof english = {
  title: 'App-Details',
  close: 'Details schließen',
  back: 'Zurück zur Liste',
  openNow: 'Jetzt öffnen',
  open: 'Öffnen',
  beforeOpening: 'Bevor Sie sie öffnen',
  blockedTitle: 'Warum kann ich sie nicht öffnen?',
  restrictions,
  copyMessageTo: (who) => `Nachricht an ${who} kopieren`,
  copyMessage: 'Nachricht kopieren',
  extendMessage: (app, day) =>
    day
      ? `Hallo, könnten Sie „${app}“ länger mit mir teilen? Mein Zugriff endet am ${day}.`
      : `Hallo, könnten Sie „${app}“ noch einmal mit mir teilen?`,
  endedMessage: (app, day) =>
    `Hallo, könnten Sie „${app}“ noch einmal mit mir teilen? Mein Zugriff ist${day ? ` am ${day}` : ''} abgelaufen.`,
  facts: {
    kind: 'Art',
    template: 'Vorlage',
    category: 'Kategorie',
    tags: 'Tags',
    folders: 'Ordner',
    host: 'Adresse',
    userName: 'Benutzername',
    origin: 'Herkunft',
    ends: 'Zugriff endet',
    ended: 'Zugriff beendet',
    parent: 'Gehört zu',
    opensIn: 'Öffnet sich in',
    openCount: 'Geöffnet',
    lastOpenedAt: 'Zuletzt geöffnet',
  },
  registration: 'So erhalten Sie ein Konto',
  kinds,
  origins,
  openedTimes: (n) => plural(n, { one: 'Einmal', other: `${n.text}-mal` }),
  never: 'Von hier noch nie',
  loading: 'Angaben werden abgerufen…',
  removed: 'Diese App ist nicht mehr in Ihrer Liste.',
  removedHint: 'Vielleicht hat Ihr Unternehmen sie entzogen oder verschoben.',
};
