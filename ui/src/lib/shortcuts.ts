// Keyboard shortcuts, as the shortcuts dialog lists them. App.svelte, AppsScreen.svelte and Grid.svelte handle
// them; the browser tests press each one.
import type { Messages } from './text/messages';

export type ShortcutAction = keyof Messages['shortcuts']['actions'];

/** Keys are named as on the keyboard, apart from `anyLetter`. */
export const shortcuts: {
  group: keyof Messages['shortcuts']['groups'];
  rows: [ShortcutAction, string[][]][];
}[] = [
  {
    group: 'find',
    rows: [
      ['search', [['anyLetter'], ['/'], ['Ctrl', 'K']]],
      ['clear', [['Esc']]],
    ],
  },
  {
    group: 'move',
    rows: [
      ['arrows', [['↑'], ['↓'], ['←'], ['→']]],
      ['firstLast', [['Home'], ['End']]],
      ['pages', [['PgUp'], ['PgDn']]],
      ['chips', [['Ctrl', 'Tab']]],
    ],
  },
  {
    group: 'app',
    rows: [
      ['open', [['Enter']]],
      ['openAlternate', [['Ctrl', 'Enter']]],
      ['openPrivate', [['Shift', 'Enter']]],
      ['openWith', [['Ctrl', 'O']]],
      [
        'details',
        [
          ['Ctrl', 'I'],
          ['Alt', 'Enter'],
        ],
      ],
      ['toggleFavorite', [['Ctrl', 'D']]],
      [
        'reorder',
        [
          ['Alt', 'Shift', '←'],
          ['Alt', 'Shift', '→'],
        ],
      ],
      [
        'actions',
        [
          ['Ctrl', '.'],
          ['Shift', 'F10'],
        ],
      ],
      ['openFavorite', [['Ctrl', '1…9']]],
    ],
  },
  {
    group: 'portico',
    rows: [
      ['refresh', [['F5'], ['Ctrl', 'R']]],
      ['accounts', [['Ctrl', 'Shift', 'A']]],
      ['settings', [['Ctrl', ',']]],
      ['lock', [['Ctrl', 'L']]],
      ['quit', [['Ctrl', 'Q']]],
      ['help', [['?'], ['F1']]],
    ],
  },
];
