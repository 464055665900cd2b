// Words for the details of an app: what the tenant says about it, and what stands between a click and it.
import type { AppKind, Origin, Restriction } from '../../ipc/types';
import type { Count } from '../count';

/** Known about a restriction when it is put into words. */
export interface Obstacle {
  /** Who shares the app. */
  by: string | null;
  /** The day on which access ends, or ended. */
  until: string | null;
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

const origins: Record<Origin, (about: Obstacle) => string> = {
  assigned: () => 'Your company assigned it to you',
  optional: () => 'Your company offers it, and you chose it',
  personal: () => 'You added it yourself',
  shared: ({ by, until }) => `Shared by ${by ?? 'a colleague'}${until ? ` until ${until}` : ''}`,
};

const obstacles: Record<Restriction, (about: Obstacle) => string> = {
  companyNetwork: () =>
    'It opens on the company network only. Connect to it, in the office or through the VPN, and then open it.',
  extraCheck: () =>
    'Your company asks for an extra check, such as a code or your phone. It appears as the app opens; have it at hand.',
  needsPassword: () =>
    'It signs in with a password, and none of yours is stored yet. Open it, and Portico asks you for it once; your company keeps it.',
  certificate: () =>
    'It asks for a certificate that your company puts on its computers. Your browser can show it; a Portico window cannot.',
  shared: ({ by, until }) =>
    `${by ?? 'A colleague'} shares it with you${until ? ` until ${until}` : ''}. Ask them if you need it for longer.`,
  shareEnded: ({ by, until }) =>
    `${by ?? 'A colleague'} shared it with you${until ? ` until ${until}` : ''}. That time is over; ask them to share it again.`,
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
  tryIt: 'Open it now',
  before: 'Before you open it',
  why: 'Why can’t I open this?',
  obstacles,
  ask: (who: string) => `Copy a message to ${who}`,
  askAnybody: 'Copy a message to them',
  /** What the person sends to whom shares the app. */
  message: (app: string, until: string | null) =>
    until
      ? `Hello, could you share “${app}” with me for longer? My access ends on ${until}.`
      : `Hello, could you share “${app}” with me again?`,
  again: (app: string, until: string | null) =>
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
    opened: 'Opened',
    lastOpened: 'Last opened',
  },
  registration: 'How to get an account',
  kinds,
  origins,
  times: (n: Count) => (n.one ? 'Once' : `${n.text} times`),
  never: 'Not yet from here',
  loading: 'Asking what is known about it…',
  gone: 'This app is no longer in your list.',
  goneHint: 'Your company may have taken it away, or given it another place.',
};
