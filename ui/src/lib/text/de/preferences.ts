// German for en/personal.ts.
import type { AppChangeKind } from '../../ipc/types';
import { plural } from '../count';
import type { preferences as english } from '../en/preferences';

const descriptions: Record<AppChangeKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'Ihnen zugewiesen',
  removed: () => 'Ihnen nicht mehr zugewiesen',
  renamed: ({ was }) => (was ? `Hieß vorher ${was}` : 'Heißt jetzt anders'),
  changed: () => 'Öffnet sich anders als vorher',
  ending: ({ when }) => (when ? `Zugriff endet ${when}` : 'Zugriff endet bald'),
  ended: () => 'Zugriff ist beendet',
};

const notificationLines: Record<AppChangeKind, (names: string) => string> = {
  added: (names) => `Neu: ${names}`,
  removed: (names) => `Nicht mehr zugewiesen: ${names}`,
  renamed: (names) => `Umbenannt: ${names}`,
  changed: (names) => `Geändert: ${names}`,
  ending: (names) => `Zugriff endet bald: ${names}`,
  ended: (names) => `Zugriff beendet: ${names}`,
};

export const preferences: typeof english = {
  groups: {
    favorites: 'Favoriten',
    recent: 'Zuletzt verwendet',
    newApps: 'Neu für Sie',
    shared: 'Mit mir geteilt',
    attention: 'Zu beachten',
    hidden: 'Ausgeblendet',
    markSeen: 'Als gesehen markieren',
    noFavorites: 'Markieren Sie eine App mit dem Stern, damit sie hier steht.',
    tag: (name) => `Tag: ${name}`,
    folder: (name) => `Ordner: ${name}`,
    showing: (title, n) => `${title}, ${plural(n, { one: '1 App', other: `${n.text} Apps` })}`,
  },
  tile: {
    newBadge: 'Neu',
    newDescription: 'Neu für Sie',
    endsWhen: (when) => `Endet ${when}`,
    favorite: (name) => `Favorit: ${name}`,
    actions: (name) => `Aktionen für ${name}`,
  },
  actions: {
    open: 'Öffnen',
    details: 'Details',
    addFavorite: 'Zu Favoriten hinzufügen',
    removeFavorite: 'Aus Favoriten entfernen',
    moveFirst: 'Ganz nach vorn',
    moveEarlier: 'Weiter nach vorn',
    moveLater: 'Weiter nach hinten',
    copyLink: 'Link kopieren',
    hide: 'Ausblenden',
    show: 'Wieder einblenden',
    favoriteAdded: (name) => `${name} ist ein Favorit`,
    favoriteRemoved: (name) => `${name} ist kein Favorit mehr`,
    appHidden: (name) => `${name} ist ausgeblendet`,
    appShown: (name) => `${name} ist wieder eingeblendet`,
    newMarkedSeen: 'Nichts ist mehr als neu markiert',
    moved: (name, place, of) => `${name}, ${place} von ${of}`,
  },
  activityFeed: {
    title: 'Neuigkeiten',
    open: 'Neuigkeiten',
    unread: (n) => `${n.text} ungelesen`,
    empty: 'Seit Ihrer ersten Liste hat sich nichts geändert.',
    emptyHint: 'Wenn Ihr Unternehmen Ihnen eine App gibt, sie ändert oder entzieht, steht es hier.',
    unreadMark: 'Ungelesen',
    close: 'Schließen',
    descriptions,
    notificationLines,
    notificationTitle: 'Ihre Apps haben sich geändert',
    moreNames: (n) => plural(n, { one: '1 weitere', other: `${n.text} weitere` }),
  },
};
