// Every word of the UI, in German.
import { check } from './de/check';
import { desktop } from './de/desktop';
import { details } from './de/details';
import { list } from './de/list';
import { opening } from './de/opening';
import { palette, search } from './de/palette';
import { personal } from './de/personal';
import { problems } from './de/problems';
import { session } from './de/session';
import { settings } from './de/settings';
import { window } from './de/window';
import type { Words } from './en';

export const de: Words = {
  name: 'Portico',
  ...session,
  ...list,
  ...opening,
  search,
  palette,
  ...personal,
  ...settings,
  ...window,
  desktop,
  details,
  check,
  problem: {
    remedies: {
      retry: 'Erneut versuchen',
      signIn: 'Anmelden',
      changeTenant: 'Adresse ändern',
      copyLink: 'Link kopieren',
      openInBrowser: 'In Ihrem Browser öffnen',
    },
    tellings: problems,
    said: (words) => `Antwort des Servers: „${words}“`,
    request: (id) => `Anfrage ${id}`,
    host: 'Server',
  },
};
