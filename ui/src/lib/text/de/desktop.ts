// German for en/desktop.ts.
import type { desktop as english } from '../en/desktop';

export const desktop: typeof english = {
  headings: {
    appearance: 'Aussehen',
    opening: 'Öffnen von Apps',
    computer: 'Dieser Computer',
    session: 'Sitzung und Datenschutz',
  },
  keepRunning: 'Nach dem Schließen des Fensters weiterlaufen',
  keepRunningHint: 'Das Fenster ist sofort wieder da. „Portico beenden“ im Menü beendet es.',
  tray: 'Symbol im Infobereich',
  trayHint: 'Ihre Favoriten und die Suche, einen Klick entfernt.',
  trayUnavailable:
    'Dieser Desktop zeigt keine Symbole von Programmen. Für manche Desktops gibt es dafür eine Erweiterung.',
  shortcut: {
    label: 'Taste für die Schnellsuche',
    hint: 'Drücken Sie sie in einem beliebigen Programm, um eine App zu finden und zu öffnen.',
    none: 'Keine',
    record: 'Taste festlegen…',
    listening: 'Drücken Sie jetzt die Tasten…',
    cancelHint: 'Mit Esc bleibt alles, wie es ist.',
    suggest: (keys) => `${keys} verwenden`,
    remove: 'Entfernen',
    needsModifier: 'Halten Sie dazu Strg, Alt oder Super: Allein dient diese Taste zum Schreiben.',
    unusable:
      'Diese Taste geht nicht. Nehmen Sie einen Buchstaben, eine Ziffer, die Leertaste oder F1 bis F24.',
    changed: (keys) => `Die Taste für die Schnellsuche ist ${keys}.`,
    removed: 'Es gibt keine Taste für die Schnellsuche mehr.',
    requesting: 'Ihr Desktop fragt Sie danach.',
    on: 'Sie wirkt in jedem Programm.',
    managedByDesktop: (keys) =>
      `Ihr Desktop hat ${keys} festgelegt. Ändern lässt sich das in seinen Tastatureinstellungen.`,
    managedByDesktopUnknown:
      'Ihr Desktop bestimmt, welche Taste es ist. Ändern lässt sich das in seinen Tastatureinstellungen.',
    taken: 'Ein anderes Programm hat diese Taste. Legen Sie eine andere fest.',
    denied:
      'Ihr Desktop hat es nicht erlaubt. Legen Sie die Taste erneut fest, um noch einmal gefragt zu werden.',
    unavailable:
      'Dieser Desktop gibt keinem Programm eine Taste. Legen Sie in seinen Tastatureinstellungen eine an, die diesen Befehl ausführt:',
    copy: 'Befehl kopieren',
  },
  native: {
    open: 'Portico öffnen',
    search: 'Suchen…',
    quit: 'Portico beenden',
    shortcut: 'Die Apps Ihres Unternehmens suchen',
    backgroundRunningTitle: 'Portico läuft weiter',
    backgroundRunningBody:
      'Starten Sie es erneut, um sein Fenster zu sehen. „Portico beenden“ in seinem Menü beendet es.',
  },
};
