// The English messages of the UI, gathered from en/. Other languages have the same shape (`Messages`) and are
// registered in language.ts. Numbers, times and plural forms are passed in as arguments.
import { setupCheck } from './en/setup-check';
import { desktop } from './en/desktop';
import { details } from './en/details';
import { list } from './en/list';
import { launches } from './en/launch';
import { palette, search } from './en/palette';
import { preferences } from './en/preferences';
import { problems } from './en/problems';
import { session } from './en/session';
import { settings } from './en/settings';
import { window } from './en/app-window';

export { problems };

export const en = {
  name: 'Portico',
  ...session,
  ...list,
  ...launches,
  search,
  palette,
  ...preferences,
  ...settings,
  ...window,
  desktop,
  details,
  setupCheck,
  problem: {
    remedies: {
      retry: 'Try again',
      signIn: 'Sign in',
      changeTenant: 'Change address',
      copyLink: 'Copy link',
      openInBrowser: 'Open in your browser',
    },
    messages: problems,
    serverMessage: (message: string) => `The server said: “${message}”`,
    transactionId: (id: string) => `request ${id}`,
    host: 'the server',
  },
};

export type Messages = typeof en;
