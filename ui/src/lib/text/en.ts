// Every word of the UI, in English. Another language is another file of this shape (`Words`), named in
// language.ts. Numbers, times and plural forms are passed in by language.ts, so that no word is glued
// together elsewhere.
import type { Code, ConfirmReason, Place, Restriction, SignInStep, Theme } from '../ipc/types';
import type { About, Telling } from './problem';

/** "42 apps", with the number already written out and its plural form chosen. */
export interface Count {
  text: string;
  one: boolean;
}

const kept = (about: About) => (about.asOf ? `Your apps as of ${about.asOf} are still here. ` : '');
const unread = (about: About): Telling => ({
  lead: `The answer of ${about.host} could not be read.`,
  rest: `${kept(about)}Nothing was changed. Try again in a minute.`,
  remedy: 'retry',
});
const noAnswer = (): Telling => ({
  lead: 'The sign-in page finished without a usable answer.',
  rest: 'You are not signed in. Try again; if it happens twice, give the code below to your IT team.',
  remedy: 'signIn',
});
const insecure = (about: About, why: string): Telling => ({
  lead: `The connection to ${about.host} is not secure.`,
  rest: `${why} Nothing was sent. ${kept(about)}Tell your IT team.`,
  remedy: 'retry',
});
const network = (about: About, lead: string): Telling => ({
  lead,
  rest: about.asOf
    ? `These are your apps as of ${about.asOf}. The list reloads by itself.`
    : 'Nothing was changed. Check your network, then try again.',
  remedy: 'retry',
});
const badAddress = (lead: string, rest: string): Telling => ({ lead, rest, remedy: 'none' });
const unsaved = (why: string): Telling => ({
  lead: 'Your settings could not be saved.',
  rest: `${why} The old ones are kept.`,
  remedy: 'none',
});
const notAccepted = (about: About): Telling => ({
  lead: `${about.host} does not accept Portico.`,
  rest: `${about.reason ? `It is set up there under the application id “${about.reason}”. ` : ''}Nothing was changed. Ask your IT team to check the settings of this app.`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: About) => Telling> = {
  'E-ADDR-EMPTY': () => badAddress('Type your company address.', 'It looks like acme.my.idaptive.app.'),
  'E-ADDR-FORM': () =>
    badAddress(
      'That is not an address.',
      'A company address looks like acme.my.idaptive.app, or just “acme”.',
    ),
  'E-ADDR-HTTP': () =>
    badAddress(
      'That address is not secure.',
      'Use the one that begins with https, or leave the beginning out.',
    ),
  'E-ADDR-SCHEME': (a) =>
    badAddress(
      a.reason ? `An address cannot begin with “${a.reason}:”.` : 'That kind of address does not work here.',
      'Use the one that begins with https, or leave the beginning out.',
    ),
  'E-ADDR-USER': () =>
    badAddress(
      'That address contains a user name or a password.',
      'Leave it out: you sign in on your company’s own page.',
    ),
  'E-ADDR-MAIL': () =>
    badAddress('That is an e-mail address.', 'Type your company’s address, such as acme.my.idaptive.app.'),
  'E-ADDR-UNKNOWN': (a) =>
    badAddress(
      a.reason ? `No company is known as “${a.reason}”.` : 'No company is known by that name.',
      'Check the spelling, or type the full address.',
    ),

  'E-AUTH-STATE': () => ({
    lead: 'The sign-in answer did not belong to this request, so it was not used.',
    rest: 'You are not signed in. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({ lead: 'Sign-in was cancelled.', rest: 'Nothing was changed.', remedy: 'signIn' }),
  'E-AUTH-DENIED': (a) => ({
    lead: `Sign-in was cancelled or refused on the page of ${a.host}.`,
    rest: 'Nothing was changed. Try again, or ask your IT team if you should have access.',
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    lead: 'Sign-in took longer than 10 minutes and was stopped.',
    rest: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noAnswer,
  'E-AUTH-BAD': noAnswer,
  'E-AUTH-ISS': () => ({
    lead: 'The sign-in answer came from another server than your company’s, so it was not used.',
    rest: 'You are not signed in. Try again; if it happens twice, tell your IT team.',
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    lead: 'The sign-in page kept sending itself in circles and was stopped.',
    rest: 'You are not signed in. Try again; if it happens twice, give the code below to your IT team.',
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    lead: `The sign-in page of ${a.host} could not be shown.`,
    rest: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),

  'E-TOK-GRANT': (a) => ({
    lead: `${a.host} refused the sign-in code.`,
    rest: `It may have expired or been used already. ${kept(a)}Sign in again.`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': notAccepted,
  'E-TOK-APPID': (a) => ({
    lead: `${a.host} does not know this app${a.reason ? ` (application id “${a.reason}”)` : ''}.`,
    rest: 'Nothing was changed. Ask your IT team to set Portico up there, or to check the application id.',
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unread,
  'E-TOK-TYPE': unread,
  'E-TOK-SERVER': (a) => ({
    lead: `${a.host} has a fault of its own.`,
    rest: `${kept(a)}Nothing was changed. Try again in a minute.`,
    remedy: 'retry',
  }),

  'E-SESSION-ENDED': (a) => ({
    lead: 'Your session has ended.',
    rest: a.asOf ? `These are your apps as of ${a.asOf}. Sign in to open them.` : 'Sign in to go on.',
    remedy: 'signIn',
  }),

  'E-NET-OFFLINE': (a) => network(a, 'You are offline.'),
  'E-NET-DNS': (a) => network(a, `${a.host} could not be found.`),
  'E-NET-REFUSED': (a) => network(a, `${a.host} refused the connection.`),
  'E-NET-TIMEOUT': (a) => network(a, `${a.host} did not answer in time.`),
  'E-NET-CUT': (a) => network(a, `The connection to ${a.host} broke off.`),
  'E-NET-PORTAL': (a) => ({
    lead: `The network answered with a web page instead of ${a.host}.`,
    rest: `This may be the sign-in page of a guest Wi-Fi. ${kept(a)}Open your browser, then try again.`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    lead: `The proxy ${a.reason ?? a.host} refused the connection.`,
    rest: `${kept(a)}Check this computer’s proxy settings, then try again.`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    lead: `${a.host} tried to send this request to another address. It was stopped.`,
    rest: `${kept(a)}Check the company address.`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecure(a, 'Its certificate has expired.'),
  'E-TLS-NAME': (a) => insecure(a, 'Its certificate belongs to another address.'),
  'E-TLS-UNTRUSTED': (a) => insecure(a, 'This computer does not trust its certificate.'),
  'E-TLS-CLOCK': (a) => ({
    lead: 'This computer’s clock seems to be wrong.',
    rest: `The certificate of ${a.host} is not valid yet. Nothing was sent. ${kept(a)}Set the clock, then try again.`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecure(a, 'The two sides could not agree on how to protect it.'),

  'E-API-FORMAT': (a) => ({
    lead: 'The app list could not be read.',
    rest: `${kept(a)}Try again in a minute; if it goes on, give the code below to your IT team.`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    lead: 'The app list is too large to be read.',
    rest: `${kept(a)}Give the code below to your IT team.`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    lead: 'You may not see the app list.',
    rest: `${kept(a)}Ask your IT team for the right to use the portal.`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    lead: `${a.host} is busy.`,
    rest: `${kept(a)}${a.until ? `It asks to wait until ${a.until}.` : 'Try again in a minute.'}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    lead: `${a.host} could not answer.`,
    rest: `${kept(a)}Nothing was changed. Try again, or give the code below to your IT team.`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    lead: `There is no company portal at ${a.host}.`,
    rest: `${kept(a)}Check the company address.`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': (a) => ({
    lead: `${a.host} has a fault of its own.`,
    rest: `${kept(a)}Nothing was changed. Try again in a minute.`,
    remedy: 'retry',
  }),

  'E-DISK-FULL': () => unsaved('There is no room left on this computer.'),
  'E-DISK-READONLY': () => unsaved('Portico may not write to its folder.'),
  'E-DISK-CORRUPT': () => ({
    lead: 'A damaged file was set aside.',
    rest: 'Portico went on without it; your apps are not affected. Check your settings.',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    lead: a.reason
      ? `Its link uses “${a.reason}”, which is not allowed.`
      : 'Its link is of a kind that is not allowed.',
    rest: 'Nothing was opened. Ask your IT team to correct the link.',
    remedy: 'none',
  }),
  'E-LAUNCH-OPEN': () => ({
    lead: 'No browser could be started.',
    rest: 'Copy the link and paste it into a browser yourself.',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-GONE': () => ({
    lead: 'It is no longer among your apps.',
    rest: 'The list was changed meanwhile. Refresh it.',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    lead: 'Your company’s settings for Portico could not be read.',
    rest: 'Your own settings are used until they can. Tell your IT team.',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    lead: 'This is set by your company.',
    rest: 'Nothing was changed. Ask your IT team if it should be different.',
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    lead: 'Something went wrong in Portico.',
    rest: `${kept(a)}Nothing was sent. Try again; if it happens twice, give the code below to your IT team.`,
    remedy: 'retry',
  }),
};

const remedies: Record<Exclude<Telling['remedy'], 'none'>, string> = {
  retry: 'Try again',
  signIn: 'Sign in',
  changeTenant: 'Change address',
  copyLink: 'Copy link',
};

const confirmReasons: Record<ConfirmReason, string> = {
  unknownHost: 'It is not one of the usual addresses of this service. Some companies have their own.',
  ipAddress: 'It is a number, not a name. Companies rarely use these.',
  internationalName: 'It contains letters that can look like others. Here it is as computers read it.',
  port: 'It uses an unusual port.',
  path: 'It goes on after the host with a path that is not a known part of the portal.',
  shortName: 'You typed a short name, and this is where it leads.',
  rewritten: 'What you typed reads differently from what it means. This is what it means.',
};

const steps: Record<SignInStep, { title: string; body: string }> = {
  opening: { title: 'Opening the sign-in window', body: 'Your company’s sign-in page appears in a moment.' },
  page: {
    title: 'Sign in in the other window',
    body: 'Your company’s sign-in page is open. Type your password there, and only there.',
  },
  finishing: { title: 'Signing you in', body: 'Fetching your apps.' },
};

/** The plain word on a tile, and what it means for the person. */
const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: 'Company network', meaning: 'Opens on the company network only' },
  extraCheck: { word: 'Extra check', meaning: 'Asks for an extra check before it opens' },
  needsPassword: { word: 'Needs password', meaning: 'Needs a password that you have not stored yet' },
  certificate: { word: 'Certificate', meaning: 'Needs a certificate on this computer' },
  shared: { word: 'Shared', meaning: 'Shared with you by a colleague' },
  notWeb: { word: 'Not a web app', meaning: 'Does not open in a browser' },
};

const places: Record<
  Place,
  { choice: string; meaning: string; short: string; opening: (name: string) => string }
> = {
  browser: {
    choice: 'In your browser',
    meaning: 'The browser you use every day. You may have to sign in there once.',
    short: 'Browser',
    opening: (name) => `Opening ${name} in your browser`,
  },
  window: {
    choice: 'In a Portico window',
    meaning: 'A window of its own, already signed in.',
    short: 'Portico window',
    opening: (name) => `Opening ${name} in a Portico window`,
  },
};

const themes: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

export const en = {
  name: 'Portico',
  promise: 'Every app your company gave you. One door.',
  passwordPromise: 'You type your password on your company’s own page, nowhere else.',

  firstRun: {
    title: 'Where do you work?',
    address: 'Company address',
    hint: 'Ask your IT team if you do not know it. A short name such as “acme” will do.',
    go: 'Sign in',
    looking: 'Looking it up…',
    or: 'or',
    demo: 'Try the demo',
  },
  confirm: {
    title: 'Is this your company?',
    body: 'Please look at the address once before you use it.',
    address: 'Address',
    yes: 'Yes, continue',
    no: 'Use another address',
    reasons: confirmReasons,
  },
  signedOut: {
    title: (company: string) => `Sign in to ${company}`,
    body: (host: string) => `Your company’s page at ${host} opens in its own window.`,
    signIn: 'Sign in',
    change: 'Use another company',
  },
  signingIn: {
    steps,
    page: 'The page belongs to',
    show: 'Show the sign-in window',
    cancel: 'Cancel',
    waiting: (app: string) => `${app} opens after you sign in.`,
  },

  search: {
    label: 'Search apps',
    clear: 'Clear search',
    results: 'Best matches',
    /** "5 of 84" */
    tally: (hits: string, all: string) => `${hits} of ${all}`,
    found: (n: Count) => (n.one ? '1 app matches' : `${n.text} apps match`),
    none: (query: string) => `No apps match “${query}”`,
    noneHint: 'Try fewer letters, or another part of the name.',
    clearButton: 'Clear',
    enter: 'Enter',
  },
  list: {
    title: 'Your apps',
    all: 'All',
    other: 'Other apps',
    only: 'Apps',
    categories: 'Categories',
    more: 'More',
    moreCategories: 'More categories',
    arrangement: 'Arrangement',
    tiles: 'Tiles',
    rows: 'List',
    loading: 'Loading your apps',
    empty: 'No apps are assigned to you yet.',
    emptyHint: 'When your company assigns one, it appears here.',
    failed: 'Your apps could not be loaded',
    restrictions,
  },
  account: {
    menu: 'Menu',
    refresh: 'Refresh',
    settings: 'Settings',
    shortcuts: 'Keyboard shortcuts',
    change: 'Use another company',
    signOut: 'Sign out',
    endsAt: (time: string) => `Session ends ${time}`,
    offline: 'Offline',
    signedOut: 'Signed out',
  },
  status: {
    apps: (n: Count) => (n.one ? '1 app' : `${n.text} apps`),
    updated: (time: string) => `updated ${time}`,
    asOf: (time: string) => `as of ${time}`,
    updating: 'updating…',
    unreadable: (n: Count) => (n.one ? '1 app could not be read' : `${n.text} apps could not be read`),
    keysOpen: 'open',
    keysChoose: 'choose',
    keysClear: 'clear',
  },
  banner: {
    signedOut: (asOf: string | null) =>
      asOf ? `These are your apps as of ${asOf}.` : 'These are your apps from last time.',
    signedOutLead: 'You are signed out.',
    healed: 'Your apps are up to date again.',
    unknownKeys: 'Some settings were not understood and have no effect.',
    dismiss: 'Dismiss',
  },
  launch: {
    places,
    failed: (app: string) => `${app} did not open.`,
    waiting: (app: string) => `${app} opens after you sign in.`,
    copied: 'Link copied',
    copyFailed: 'The link could not be copied. Select it here:',
    link: 'Link',
    ask: 'Where should apps open?',
    remember: 'Remember my answer',
    cancel: 'Cancel',
  },
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
      { keys: [['Ctrl', ',']], does: 'Settings' },
      { keys: [['?'], ['F1']], does: 'This list' },
    ],
  },
  problem: {
    remedies,
    tellings: problems,
    said: (words: string) => `The server said: “${words}”`,
    request: (id: string) => `request ${id}`,
    host: 'the server',
  },
};

export type Words = typeof en;
