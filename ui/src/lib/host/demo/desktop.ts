// What the demo's desktop says to a tray and a key: yes, unless it is one that has neither.
import type { DesktopIntegrationView, SettingsChange } from '../../ipc/types';

export const desktopOff: DesktopIntegrationView = { shortcut: { state: 'off' }, tray: 'off' };

/** What comes of a change of the settings. */
export function applyDesktopSetting(
  before: DesktopIntegrationView,
  change: SettingsChange,
): DesktopIntegrationView {
  switch (change.what) {
    case 'tray':
      return before.tray === 'unavailable' ? before : { ...before, tray: change.value ? 'visible' : 'off' };
    case 'paletteShortcut':
      if (before.shortcut.state === 'unavailable') return before;
      return {
        ...before,
        shortcut:
          change.value === null
            ? { state: 'off' }
            : { state: 'on', accelerator: null, isDesktopManaged: false },
      };
    default:
      return before;
  }
}
