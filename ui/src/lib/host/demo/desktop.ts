// What the demo's desktop says to a tray and a key: yes, unless it is one that has neither.
import type { DesktopView, SettingsChange } from '../../ipc/types';

export const nothingAsked: DesktopView = { shortcut: { state: 'off' }, tray: 'off' };

/** What comes of a change of the settings. */
export function allowed(before: DesktopView, change: SettingsChange): DesktopView {
  switch (change.what) {
    case 'tray':
      return before.tray === 'unavailable' ? before : { ...before, tray: change.value ? 'shown' : 'off' };
    case 'paletteShortcut':
      if (before.shortcut.state === 'unavailable') return before;
      return {
        ...before,
        shortcut: change.value === null ? { state: 'off' } : { state: 'on', keys: null, byDesktop: false },
      };
    default:
      return before;
  }
}
