// Every word of the UI, in French. The space before a colon, a semicolon, a question or exclamation mark,
// and inside quotation marks is U+202F, so that no line begins with the mark.
import { check } from './fr/check';
import { desktop } from './fr/desktop';
import { details } from './fr/details';
import { list } from './fr/list';
import { opening } from './fr/opening';
import { palette, search } from './fr/palette';
import { personal } from './fr/personal';
import { problems } from './fr/problems';
import { session } from './fr/session';
import { settings } from './fr/settings';
import { window } from './fr/window';
import type { Words } from './en';

export const fr: Words = {
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
      retry: 'Réessayer',
      signIn: 'Se connecter',
      changeTenant: 'Changer l’adresse',
      copyLink: 'Copier le lien',
      openInBrowser: 'Ouvrir dans votre navigateur',
    },
    tellings: problems,
    said: (words) => `Le serveur a répondu : « ${words} »`,
    request: (id) => `requête ${id}`,
    host: 'serveur',
  },
};
