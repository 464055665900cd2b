// German for en/session.ts.
import type { ConfirmReason, SignInStep, SignInMethod } from '../../ipc/types';
import { plural } from '../count';
import type { session as english } from '../en/session';

const confirmReasons: Record<ConfirmReason, string> = {
  unknownHost: 'Das ist keine der üblichen Adressen dieses Dienstes. Manche Unternehmen haben eine eigene.',
  ipAddress: 'Das ist eine Zahl, kein Name. Unternehmen verwenden so etwas selten.',
  internationalName:
    'Sie enthält Buchstaben, die anderen zum Verwechseln ähnlich sehen. So lesen Computer die Adresse.',
  port: 'Sie verwendet einen ungewöhnlichen Port.',
  path: 'Nach dem Server folgt ein Pfad, der zu keinem bekannten Teil des Portals gehört.',
  shortName: 'Sie haben einen Kurznamen eingegeben. Dorthin führt er.',
  rewritten: 'Ihre Eingabe liest sich anders, als sie gemeint ist. Das ist gemeint.',
};

type Steps = Record<SignInStep, { title: string; body: string }>;

const inWindow: Steps = {
  checking: {
    title: 'Wird vorbereitet',
    body: 'Der Server Ihres Unternehmens wird gefragt, wie Sie sich anmelden.',
  },
  opening: {
    title: 'Anmeldefenster wird geöffnet',
    body: 'Die Anmeldeseite Ihres Unternehmens erscheint gleich.',
  },
  page: {
    title: 'Melden Sie sich im anderen Fenster an',
    body: 'Die Anmeldeseite Ihres Unternehmens ist geöffnet. Geben Sie Ihr Passwort nur dort ein.',
  },
  finishing: { title: 'Sie werden angemeldet', body: 'Ihre Apps werden abgerufen.' },
};
const inBrowser: Steps = {
  ...inWindow,
  opening: {
    title: 'Browser wird geöffnet',
    body: 'Die Anmeldeseite Ihres Unternehmens erscheint dort gleich.',
  },
  page: {
    title: 'Ihr Browser ist geöffnet',
    body: 'Melden Sie sich dort an und kommen Sie zurück.',
  },
};
const steps: Record<SignInMethod, Steps> = { webview: inWindow, portal: inWindow, browser: inBrowser };

const bodies: Record<SignInMethod, (host: string) => string> = {
  webview: (host) => `Die Seite Ihres Unternehmens auf ${host} öffnet sich in einem eigenen Fenster.`,
  browser: (host) => `Die Seite Ihres Unternehmens auf ${host} öffnet sich in Ihrem Browser.`,
  portal: (host) => `Das Portal Ihres Unternehmens auf ${host} öffnet sich in einem eigenen Fenster.`,
};

export const session: typeof english = {
  tagline: 'Alle Apps Ihres Unternehmens. Eine Tür.',
  passwordNote: 'Ihr Passwort geben Sie nur auf der Seite Ihres Unternehmens ein, nirgends sonst.',

  firstRun: {
    title: 'Wo arbeiten Sie?',
    address: 'Adresse des Unternehmens',
    hint: 'Fragen Sie Ihre IT, wenn Sie sie nicht kennen. Ein Kurzname wie „acme“ genügt.',
    submit: 'Anmelden',
    discovering: 'Wird gesucht…',
    or: 'oder',
    demo: 'Demo ausprobieren',
    back: 'Zurück',
  },
  confirm: {
    title: 'Ist das Ihr Unternehmen?',
    body: 'Bitte sehen Sie sich die Adresse einmal an, bevor Sie sie verwenden.',
    address: 'Adresse',
    yes: 'Ja, weiter',
    no: 'Andere Adresse verwenden',
    reasons: confirmReasons,
  },
  signedOut: {
    title: (company) => `Bei ${company} anmelden`,
    bodies,
    signIn: 'Anmelden',
    changeTenant: 'Anderes Unternehmen',
    otherAccounts: 'Oder weiter als',
  },
  signingIn: {
    steps,
    pageHost: 'Die Seite gehört zu',
    showWindow: 'Anmeldefenster anzeigen',
    cancel: 'Abbrechen',
    retry: 'Erneut versuchen',
    continueInBrowser: 'Im Browser fortfahren',
    passkey: 'Passkey oder Sicherheitsschlüssel?',
    copyLink: 'Anmeldelink kopieren',
    openAgain: 'Erneut öffnen',
  },
  secret: {
    title: 'Clientschlüssel',
    body: (company) =>
      `${company} verlangt von Portico einen geheimen Clientschlüssel. Sie erhalten ihn von Ihrer Administration. Er wird nur im Schlüsselbund dieses Computers aufbewahrt.`,
    label: 'Clientschlüssel',
    save: 'Speichern und anmelden',
    saving: 'Wird gespeichert…',
    empty: 'Geben Sie zuerst den Clientschlüssel ein.',
    signInWithout: 'Ohne anmelden',
    cancel: 'Abbrechen',
  },
  sessionBanner: {
    restoring: 'Sitzung wird wiederhergestellt…',
    restoringKeyring: 'Eventuell werden Sie gebeten, den Schlüsselbund dieses Computers zu entsperren.',
    signingIn: 'Anmeldung läuft…',
    pageOpen: (host) => `Die Seite von ${host} ist im anderen Fenster geöffnet.`,
    showWindow: 'Fenster anzeigen',
    replacing: 'Wird verlängert…',
    replacingBody: 'Ihre Apps bleiben geöffnet. Eventuell müssen Sie sich anmelden.',
    signedOut: 'Sie sind abgemeldet.',
    cachedList: (asOf) =>
      asOf ? `Das sind Ihre Apps, Stand ${asOf}.` : 'Das sind Ihre Apps vom letzten Mal.',
    signedInAgain: 'Sie sind angemeldet.',
  },
  sessionExpiry: {
    endsAt: (time) => `Sitzung endet ${time}`,
    endsIn: (minutes) => `Sitzung endet in ${minutes.text} Min.`,
    endsNow: 'Sitzung endet in weniger als einer Minute',
    announce: (minutes) =>
      plural(minutes, {
        one: 'Ihre Sitzung endet in weniger als einer Minute.',
        other: `Ihre Sitzung endet in ${minutes.text} Minuten.`,
      }),
    renew: 'Jetzt verlängern',
  },
  keyring: {
    notSaved: 'Ihre Sitzung kann auf diesem Computer nicht gespeichert werden',
    reasons: {
      'E-KEY-ABSENT': 'er hat keinen Schlüsselbund',
      'E-KEY-LOCKED': 'sein Schlüsselbund ist gesperrt',
      'E-KEY-DENIED': 'sein Schlüsselbund hat abgelehnt',
      'E-KEY-TOOBIG': 'die Sitzung ist zu groß für seinen Schlüsselbund',
    },
    withReason: (what, reason) => (reason ? `${what} (${reason}).` : `${what}.`),
    body: 'Sie bleiben angemeldet, bis Sie Portico schließen.',
    notRestored: 'Ihre Sitzung auf diesem Computer konnte nicht wiederhergestellt werden',
    notRestoredBody:
      'Versuchen Sie es erneut, sobald der Schlüsselbund entsperrt ist, oder melden Sie sich an.',
    retry: 'Erneut versuchen',
    busy: 'Schlüsselbund wird gefragt…',
  },
  locked: {
    title: 'Portico ist gesperrt',
    body: 'Eine Weile war niemand da, oder Sie haben es gesperrt. Beim Entsperren wird Ihre Sitzung wiederhergestellt.',
    account: 'Konto',
    unlock: 'Entsperren',
    signOut: 'Abmelden',
  },
  accounts: {
    menu: 'Konto',
    requiresSignIn: 'Anmeldung erforderlich',
    add: 'Konto hinzufügen…',
    lock: 'Sperren',
    signOut: 'Abmelden',
    signOutAll: 'Von allen Konten abmelden',
    forget: 'Konto entfernen…',
  },
  forget: {
    title: 'Dieses Konto entfernen?',
    body: 'Das wird von diesem Computer gelöscht:',
    removedItems: [
      'die Sitzung, die abgemeldet wird',
      'die Kopie der Liste mit ihren Symbolen',
      'das Konto in diesem Menü',
    ],
    keptNote:
      'Ihre Apps und Ihr Konto beim Unternehmen bleiben, wie sie sind. Sie können sich jederzeit wieder anmelden.',
    yes: 'Konto entfernen',
    no: 'Abbrechen',
  },
};
