// German for en/window.ts.
import type { window as english } from '../en/window';

export const window: typeof english = {
  appWindow: {
    back: 'Zurück',
    reload: 'Neu laden',
    encrypted: 'Verschlüsselt',
    plain: 'Nicht verschlüsselt',
    find: 'Auf der Seite suchen',
    findPrevious: 'Vorheriger Treffer',
    findNext: 'Nächster Treffer',
    found: (count) => `Treffer: ${count}`,
    notFound: 'Kein Treffer',
    zoomOut: 'Verkleinern',
    zoomReset: 'Originalgröße',
    zoomIn: 'Vergrößern',
    print: 'Drucken',
    browser: 'In meinem Browser öffnen',
    close: 'Schließen',
    save: 'Speichern',
    cancel: 'Abbrechen',
    saved: (name) => `${name} ist gespeichert.`,
    notSaved: (name) => `${name} konnte nicht gespeichert werden.`,
    failed: 'Diese Seite konnte nicht geladen werden.',
    untrusted: (code) => `Die Verbindung zu dieser Seite ist nicht sicher (${code}).`,
    crashed: 'Diese Seite arbeitet nicht mehr. Laden Sie sie neu, um fortzufahren.',
    refused: (address) =>
      `„${address}“ öffnet sich nicht in diesem Fenster; weiter geht es mit „In meinem Browser öffnen“.`,
    refusedHere: (address) => `„${address}“ öffnet sich nicht in diesem Fenster.`,
  },
};
