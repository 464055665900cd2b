// Words for the settings and for the list of keys.
import type { SignInWay, Theme } from '../../ipc/types';
import type { Count } from '../count';

const themes: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

const ways: Record<SignInWay, { label: string; meaning: string }> = {
  webview: { label: 'In a window', meaning: 'Your company’s sign-in page opens beside Portico.' },
  browser: {
    label: 'In your browser',
    meaning: 'For passkeys, security keys and passwords that your browser keeps.',
  },
  portal: {
    label: 'On the portal page',
    meaning: 'For companies that have not set Portico up. Sign in as you do on the web.',
  },
};

export const settings = {
  settings: {
    title: 'Settings',
    done: 'Done',
    theme: 'Appearance',
    themes,
    opensIn: 'Apps open',
    ask: 'Ask me',
    localCopy: 'Keep a copy of the list on this computer',
    localCopyHint:
      'Your apps are there at once when you start, even without a network. It holds no passwords.',
    idleLock: 'Lock after',
    idleLockHint: 'When nobody types or clicks. Unlocking picks your session up again.',
    never: 'Never',
    minutes: (minutes: Count) => `${minutes.text} min`,
    signIn: 'How you sign in',
    ways,
    check: 'Check this tenant',
    checkHint: 'Looks whether your company’s server is set up for Portico, and says what to enter if not.',
    managed: 'Set by your company',
    unknown: 'Not understood in the settings file:',
    version: (version: string) => `Portico ${version}`,
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    rows: [
      { keys: [['any letter'], ['Ctrl', 'K']], does: 'Search apps' },
      { keys: [['↑'], ['↓'], ['←'], ['→']], does: 'Move among apps' },
      { keys: [['Home'], ['End']], does: 'First and last app' },
      { keys: [['Enter']], does: 'Open the app' },
      { keys: [['Esc']], does: 'Clear the search' },
      { keys: [['F5'], ['Ctrl', 'R']], does: 'Refresh' },
      { keys: [['Ctrl', 'Shift', 'A']], does: 'Accounts' },
      { keys: [['Ctrl', 'L']], does: 'Lock' },
      { keys: [['Ctrl', ',']], does: 'Settings' },
      { keys: [['?'], ['F1']], does: 'This list' },
    ],
  },
};
