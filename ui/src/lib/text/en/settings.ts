// Messages of the settings and of the shortcut list.
import type { Density, Layout, SignInMethod, Theme } from '../../ipc/types';
import type { Count } from '../count';
import { keys } from './palette';

const themes: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

const layouts: Record<Layout, string> = { auto: 'Automatic', tiles: 'Tiles', list: 'List' };
const densities: Record<Density, string> = { comfortable: 'Comfortable', compact: 'Compact' };

const signInMethods: Record<SignInMethod, { label: string; description: string }> = {
  webview: { label: 'In a window', description: 'Your company’s sign-in page opens beside Portico.' },
  browser: {
    label: 'In your browser',
    description: 'For passkeys, security keys and passwords that your browser keeps.',
  },
  portal: {
    label: 'On the portal page',
    description: 'For companies that have not set Portico up. Sign in as you do on the web.',
  },
};

export const settings = {
  settings: {
    title: 'Settings',
    done: 'Done',
    theme: 'Appearance',
    themes,
    language: 'Language',
    systemLanguage: 'System',
    layout: 'Apps as',
    layouts,
    layoutHint: 'Automatic: a list where there are many apps, or where the window is narrow.',
    density: 'Spacing',
    densities,
    notifications: 'Tell me when my apps change',
    notificationsHint: 'A desktop notification, while Portico runs and you are elsewhere.',
    opensIn: 'Apps open',
    askEachTime: 'Ask me',
    localCopy: 'Keep a copy of the list on this computer',
    localCopyHint:
      'Your apps are there at once when you start, even without a network. It holds no passwords.',
    idleLock: 'Lock after',
    idleLockHint: 'When nobody types or clicks. Unlocking picks your session up again.',
    never: 'Never',
    minutes: (minutes: Count) => `${minutes.text} min`,
    signIn: 'How you sign in',
    signInMethods,
    check: 'Check this tenant',
    checkHint: 'Looks whether your company’s server is set up for Portico, and says what to enter if not.',
    managed: 'Set by your company',
    unknownKeys: 'Not understood in the settings file:',
    version: (version: string) => `Portico ${version}`,
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    anyLetter: 'any letter',
    keys,
    groups: { find: 'Find', move: 'Move', app: 'The app at hand', portico: 'Portico' },
    /** Action of each shortcut; the keys are in lib/shortcuts.ts. */
    actions: {
      search: 'Search apps',
      clear: 'Clear the search, close what is open',
      palette: 'Quick search from any program',
      arrows: 'Move among apps',
      firstLast: 'First and last app',
      pages: 'A page up or down',
      chips: 'Next category, tag or folder; with Shift the one before',
      open: 'Open',
      openAlternate: 'Open in the other place: browser or window',
      openWith: 'Open with…: choose the browser or profile',
      openPrivate: 'Open in a private window of your browser',
      openFavorite: 'Open your first to ninth favourite',
      details: 'Details',
      toggleFavorite: 'Add to favourites, or remove',
      reorder: 'Move a favourite',
      actions: 'Actions',
      refresh: 'Refresh',
      accounts: 'Accounts',
      settings: 'Settings',
      lock: 'Lock',
      quit: 'Quit Portico',
      help: 'This list',
    },
  },
};
