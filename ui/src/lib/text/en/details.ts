// Messages of the app details: facts and launch restrictions.
import type { AppKind, Origin, Restriction } from '../../ipc/types';
import type { Count } from '../count';

/** Arguments of a restriction message. */
export interface RestrictionArgs {
  /** Who shares the app. */
  sharedBy: string | null;
  /** The day on which access ends, or ended. */
  date: string | null;
}

const kinds: Record<AppKind, string> = {
  saml: 'Signs you in by itself (SAML)',
  oAuth: 'Signs you in by itself (OpenID Connect)',
  bookmark: 'A link; you may have to sign in there',
  password: 'Signs you in with a stored password',
  desktop: 'An app for the desktop',
  mobile: 'An app for phones',
  account: 'A privileged account',
  other: 'A web app',
};

const origins: Record<Origin, (about: RestrictionArgs) => string> = {
  assigned: () => 'Your company assigned it to you',
  optional: () => 'Your company offers it, and you chose it',
  personal: () => 'You added it yourself',
  shared: ({ sharedBy, date }) => `Shared by ${sharedBy ?? 'a colleague'}${date ? ` until ${date}` : ''}`,
};

const restrictions: Record<Restriction, (about: RestrictionArgs) => string> = {
  companyNetwork: () =>
    'It opens on the company network only. Connect to it, in the office or through the VPN, and then open it.',
  extraCheck: () =>
    'Your company asks for an extra check, such as a code or your phone. It appears as the app opens; have it at hand.',
  needsPassword: () =>
    'It signs in with a password, and none of yours is stored yet. Open it, and Portico asks you for it once; your company keeps it.',
  certificate: () =>
    'It asks for a certificate that your company puts on its computers. Your browser can show it; a Portico window cannot.',
  shared: ({ sharedBy, date }) =>
    `${sharedBy ?? 'A colleague'} shares it with you${date ? ` until ${date}` : ''}. Ask them if you need it for longer.`,
  shareEnded: ({ sharedBy, date }) =>
    `${sharedBy ?? 'A colleague'} shared it with you${date ? ` until ${date}` : ''}. That time is over; ask them to share it again.`,
  extension: () =>
    'It needs the browser extension of the company portal, which fills in your password. Open it in the browser that has the extension.',
  notWeb: () =>
    'It does not run in a browser. Look for it among the programs of your computer or your phone, or ask your IT team.',
};

export const details = {
  title: 'App details',
  close: 'Close details',
  back: 'Back to the list',
  open: 'Open',
  openNow: 'Open it now',
  beforeOpening: 'Before you open it',
  blockedTitle: 'Why can’t I open this?',
  restrictions,
  copyMessageTo: (who: string) => `Copy a message to ${who}`,
  copyMessage: 'Copy a message to them',
  /** Message for the person who shares the app. */
  extendMessage: (app: string, until: string | null) =>
    until
      ? `Hello, could you share “${app}” with me for longer? My access ends on ${until}.`
      : `Hello, could you share “${app}” with me again?`,
  endedMessage: (app: string, until: string | null) =>
    `Hello, could you share “${app}” with me again? My access ended${until ? ` on ${until}` : ''}.`,
  facts: {
    kind: 'Kind',
    template: 'Made from',
    category: 'Category',
    tags: 'Tags',
    folders: 'Folders',
    host: 'Address',
    userName: 'You are',
    origin: 'Came from',
    ends: 'Access ends',
    ended: 'Access ended',
    parent: 'Belongs to',
    opensIn: 'Opens in',
    openCount: 'Opened',
    lastOpenedAt: 'Last opened',
  },
  registration: 'How to get an account',
  kinds,
  origins,
  openedTimes: (n: Count) => (n.one ? 'Once' : `${n.text} times`),
  never: 'Not yet from here',
  loading: 'Asking what is known about it…',
  removed: 'This app is no longer in your list.',
  removedHint: 'Your company may have taken it away, or given it another place.',
};
