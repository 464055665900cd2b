// Every word of the UI, in English, gathered from the files in en/. Another language is another file of this
// shape (`Words`), named in language.ts. Numbers, times and plural forms are passed in by language.ts, so
// that no word is glued together elsewhere.
import { check } from './en/check';
import { desktop } from './en/desktop';
import { details } from './en/details';
import { list } from './en/list';
import { opening } from './en/opening';
import { palette, search } from './en/palette';
import { personal } from './en/personal';
import { problems } from './en/problems';
import { session } from './en/session';
import { settings } from './en/settings';
import { window } from './en/window';

export { problems };

export const en = {
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
      retry: 'Try again',
      signIn: 'Sign in',
      changeTenant: 'Change address',
      copyLink: 'Copy link',
      openInBrowser: 'Open in your browser',
    },
    tellings: problems,
    said: (words: string) => `The server said: “${words}”`,
    request: (id: string) => `request ${id}`,
    host: 'the server',
  },
};

export type Words = typeof en;
