// German for en/settings.ts.
import type { Density, Layout, SignInMethod, Theme } from '../../ipc/types';
import type { settings as english } from '../en/settings';
import { keys } from './palette';

const themes: Record<Theme, string> = { system: 'System', light: 'Hell', dark: 'Dunkel' };
const layouts: Record<Layout, string> = { auto: 'Automatisch', tiles: 'Kacheln', list: 'Liste' };
const densities: Record<Density, string> = { comfortable: 'Großzügig', compact: 'Kompakt' };

const signInMethods: Record<SignInMethod, { label: string; description: string }> = {
  webview: {
    label: 'In einem Fenster',
    description: 'Die Anmeldeseite Ihres Unternehmens öffnet sich neben Portico.',
  },
  browser: {
    label: 'In Ihrem Browser',
    description: 'Für Passkeys, Sicherheitsschlüssel und Passwörter, die Ihr Browser speichert.',
  },
  portal: {
    label: 'Auf der Portalseite',
    description:
      'Für Unternehmen, die Portico nicht eingerichtet haben. Sie melden sich an wie sonst im Web.',
  },
};

export const settings: typeof english = {
  settings: {
    title: 'Einstellungen',
    done: 'Fertig',
    theme: 'Darstellung',
    themes,
    language: 'Sprache',
    systemLanguage: 'System',
    layout: 'Apps als',
    layouts,
    layoutHint: 'Automatisch: eine Liste, wenn es viele Apps sind oder das Fenster schmal ist.',
    density: 'Abstände',
    densities,
    notifications: 'Bei Änderungen an meinen Apps benachrichtigen',
    notificationsHint: 'Eine Desktop-Benachrichtigung, während Portico läuft und Sie anderswo arbeiten.',
    opensIn: 'Apps öffnen',
    askEachTime: 'Jedes Mal fragen',
    localCopy: 'Kopie der Liste auf diesem Computer aufbewahren',
    localCopyHint:
      'Ihre Apps sind beim Start sofort da, auch ohne Netzwerk. Die Kopie enthält keine Passwörter.',
    idleLock: 'Sperren nach',
    idleLockHint: 'Wenn niemand tippt oder klickt. Beim Entsperren wird Ihre Sitzung wiederhergestellt.',
    never: 'Nie',
    minutes: (minutes) => `${minutes.text} Min.`,
    signIn: 'Art der Anmeldung',
    signInMethods,
    check: 'Diesen Mandanten prüfen',
    checkHint:
      'Prüft, ob der Server Ihres Unternehmens für Portico eingerichtet ist, und nennt sonst die nötigen Werte.',
    managed: 'Von Ihrem Unternehmen festgelegt',
    unknownKeys: 'In der Einstellungsdatei nicht verstanden:',
    version: (version) => `Portico ${version}`,
  },
  shortcuts: {
    title: 'Tastenkombinationen',
    close: 'Schließen',
    anyLetter: 'beliebiger Buchstabe',
    keys,
    groups: { find: 'Suchen', move: 'Bewegen', app: 'Ausgewählte App', portico: 'Portico' },
    actions: {
      search: 'Apps suchen',
      clear: 'Suche leeren, Geöffnetes schließen',
      palette: 'Schnellsuche aus jedem Programm',
      arrows: 'Zwischen Apps wechseln',
      firstLast: 'Erste und letzte App',
      pages: 'Eine Seite auf oder ab',
      chips: 'Nächste Kategorie, nächster Tag oder Ordner; mit Umschalt zurück',
      open: 'Öffnen',
      openAlternate: 'Am anderen Ort öffnen: Browser oder Fenster',
      openWith: 'Öffnen mit…: Browser oder Profil wählen',
      openPrivate: 'In einem privaten Fenster Ihres Browsers öffnen',
      openFavorite: 'Ersten bis neunten Favoriten öffnen',
      details: 'Details',
      toggleFavorite: 'Zu Favoriten hinzufügen oder entfernen',
      reorder: 'Favoriten verschieben',
      actions: 'Aktionen',
      refresh: 'Aktualisieren',
      accounts: 'Konten',
      settings: 'Einstellungen',
      lock: 'Sperren',
      quit: 'Portico beenden',
      help: 'Diese Liste',
    },
  },
};
