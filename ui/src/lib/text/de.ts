// The German messages of the UI.
import { setupCheck } from './de/setup-check';
import { desktop } from './de/desktop';
import { details } from './de/details';
import { list } from './de/list';
import { launches } from './de/launch';
import { palette, search } from './de/palette';
import { preferences } from './de/preferences';
import { problems } from './de/problems';
import { session } from './de/session';
import { settings } from './de/settings';
import { window } from './de/app-window';
import type { Messages } from './en';

export const de: Messages = {
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
      retry: 'Erneut versuchen',
      signIn: 'Anmelden',
      changeTenant: 'Adresse ändern',
      copyLink: 'Link kopieren',
      openInBrowser: 'In Ihrem Browser öffnen',
    },
    messages: problems,
    serverMessage: (words) => `Antwort des Servers: „${words}“`,
    transactionId: (id) => `Anfrage ${id}`,
    host: 'Server',
  },
};
