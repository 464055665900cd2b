// German for en/window.ts.
import type { window as english } from '../en/app-window';

export const window: typeof english = {
  appWindow: {
    back: 'Zurück',
    reload: 'Neu laden',
    encrypted: 'Verschlüsselt',
    notEncrypted: 'Nicht verschlüsselt',
    find: 'Auf der Seite suchen',
    findPrevious: 'Vorheriger Treffer',
    findNext: 'Nächster Treffer',
    matchCount: (count) => `Treffer: ${count}`,
    noMatches: 'Kein Treffer',
    zoomOut: 'Verkleinern',
    zoomReset: 'Originalgröße',
    zoomIn: 'Vergrößern',
    print: 'Drucken',
    openInBrowser: 'In meinem Browser öffnen',
    close: 'Schließen',
    save: 'Speichern',
    cancel: 'Abbrechen',
    saved: (name) => `${name} ist gespeichert.`,
    notSaved: (name) => `${name} konnte nicht gespeichert werden.`,
    loadFailed: 'Diese Seite konnte nicht geladen werden.',
    certificateError: (code) => `Die Verbindung zu dieser Seite ist nicht sicher (${code}).`,
    crashed: 'Diese Seite arbeitet nicht mehr. Laden Sie sie neu, um fortzufahren.',
    blocked: (address) =>
      `„${address}“ öffnet sich nicht in diesem Fenster; weiter geht es mit „In meinem Browser öffnen“.`,
    blockedWithoutBrowser: (address) => `„${address}“ öffnet sich nicht in diesem Fenster.`,
  },
};
