// The French messages of the UI. The space before `:;?!` and inside quotation marks is U+202F, so that no line
// begins with the mark.
import { setupCheck } from './fr/setup-check';
import { desktop } from './fr/desktop';
import { details } from './fr/details';
import { list } from './fr/list';
import { launches } from './fr/launch';
import { palette, search } from './fr/palette';
import { preferences } from './fr/preferences';
import { problems } from './fr/problems';
import { session } from './fr/session';
import { settings } from './fr/settings';
import { window } from './fr/app-window';
import type { Messages } from './en';

export const fr: Messages = {
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
      retry: 'Réessayer',
      signIn: 'Se connecter',
      changeTenant: 'Changer l’adresse',
      copyLink: 'Copier le lien',
      openInBrowser: 'Ouvrir dans votre navigateur',
    },
    messages: problems,
    serverMessage: (words) => `Le serveur a répondu : « ${words} »`,
    transactionId: (id) => `requête ${id}`,
    host: 'serveur',
  },
};
