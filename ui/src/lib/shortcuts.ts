// The keyboard map, as the list of keys shows it. What the keys do is in App.svelte, AppsScreen.svelte and
// Grid.svelte; the browser tests press every one of these.
import type { Words } from './text/en';

export type Deed = keyof Words['shortcuts']['does'];

/** Keys are named as on the keyboard, apart from `anyLetter`. */
export const shortcuts: { group: keyof Words['shortcuts']['groups']; rows: [Deed, string[][]][] }[] = [
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
      ['ends', [['Home'], ['End']]],
      ['pages', [['PgUp'], ['PgDn']]],
      ['chips', [['Ctrl', 'Tab']]],
    ],
  },
  {
    group: 'app',
    rows: [
      ['open', [['Enter']]],
      ['other', [['Ctrl', 'Enter']]],
      ['private', [['Shift', 'Enter']]],
      ['with', [['Ctrl', 'O']]],
      [
        'details',
        [
          ['Ctrl', 'I'],
          ['Alt', 'Enter'],
        ],
      ],
      ['star', [['Ctrl', 'D']]],
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
      ['favourite', [['Ctrl', '1…9']]],
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
