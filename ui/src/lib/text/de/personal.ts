// German for en/personal.ts.
import type { NewsKind } from '../../ipc/types';
import { plural } from '../count';
import type { personal as english } from '../en/personal';

const happened: Record<NewsKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'Ihnen zugewiesen',
  removed: () => 'Ihnen nicht mehr zugewiesen',
  renamed: ({ was }) => (was ? `Hieß vorher ${was}` : 'Heißt jetzt anders'),
  changed: () => 'Öffnet sich anders als vorher',
  ending: ({ when }) => (when ? `Zugriff endet ${when}` : 'Zugriff endet bald'),
  ended: () => 'Zugriff ist beendet',
};

const told: Record<NewsKind, (names: string) => string> = {
  added: (names) => `Neu: ${names}`,
  removed: (names) => `Nicht mehr zugewiesen: ${names}`,
  renamed: (names) => `Umbenannt: ${names}`,
  changed: (names) => `Geändert: ${names}`,
  ending: (names) => `Zugriff endet bald: ${names}`,
  ended: (names) => `Zugriff beendet: ${names}`,
};

export const personal: typeof english = {
  shelves: {
    favourites: 'Favoriten',
    recent: 'Zuletzt verwendet',
    fresh: 'Neu für Sie',
    shared: 'Mit mir geteilt',
    attention: 'Zu beachten',
    hidden: 'Ausgeblendet',
    seeNew: 'Als gesehen markieren',
    noFavourites: 'Markieren Sie eine App mit dem Stern, damit sie hier steht.',
    tag: (name) => `Tag: ${name}`,
    folder: (name) => `Ordner: ${name}`,
    showing: (title, n) => `${title}, ${plural(n, { one: '1 App', other: `${n.text} Apps` })}`,
  },
  tile: {
    fresh: 'Neu',
    freshMeaning: 'Neu für Sie',
    ends: (when) => `Endet ${when}`,
    favourite: (name) => `Favorit: ${name}`,
    actions: (name) => `Aktionen für ${name}`,
  },
  actions: {
    open: 'Öffnen',
    details: 'Details',
    star: 'Zu Favoriten hinzufügen',
    unstar: 'Aus Favoriten entfernen',
    first: 'Ganz nach vorn',
    earlier: 'Weiter nach vorn',
    later: 'Weiter nach hinten',
    copyLink: 'Link kopieren',
    hide: 'Ausblenden',
    show: 'Wieder einblenden',
    starred: (name) => `${name} ist ein Favorit`,
    unstarred: (name) => `${name} ist kein Favorit mehr`,
    hidden: (name) => `${name} ist ausgeblendet`,
    shown: (name) => `${name} ist wieder eingeblendet`,
    seen: 'Nichts ist mehr als neu markiert',
    moved: (name, place, of) => `${name}, ${place} von ${of}`,
  },
  news: {
    title: 'Neuigkeiten',
    open: 'Neuigkeiten',
    unread: (n) => `${n.text} ungelesen`,
    empty: 'Seit Ihrer ersten Liste hat sich nichts geändert.',
    emptyHint: 'Wenn Ihr Unternehmen Ihnen eine App gibt, sie ändert oder entzieht, steht es hier.',
    isNew: 'Ungelesen',
    close: 'Schließen',
    happened,
    told,
    changed: 'Ihre Apps haben sich geändert',
    more: (n) => plural(n, { one: '1 weitere', other: `${n.text} weitere` }),
  },
};
