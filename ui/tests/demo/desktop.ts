// Simulates a desktop that supports tray and shortcut, unless they are unavailable.
import type { DesktopIntegrationView, SettingsChange } from '../../src/lib/ipc/types';

export const desktopOff: DesktopIntegrationView = { shortcut: { state: 'off' }, tray: 'off' };

/** Applies a settings change. */
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
