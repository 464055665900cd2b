// Words for opening an app: where it can open, the rules about that, what an opening waits for, and what has to be
// asked first.
type Known = 'browser' | 'window';

const places: Record<
  Known,
  { choice: string; meaning: string; short: string; open: string; opening: (name: string) => string }
> = {
  browser: {
    choice: 'In your browser',
    meaning: 'The browser you use every day. You may have to sign in there once.',
    short: 'Your browser',
    open: 'Open in your browser',
    opening: (name) => `Opening ${name} in your browser`,
  },
  window: {
    choice: 'In a Portico window',
    meaning: 'A window of its own, already signed in.',
    short: 'Portico window',
    open: 'Open in a Portico window',
    opening: (name) => `Opening ${name} in a Portico window`,
  },
};

export const opening = {
  launch: {
    places,
    /** Instead of the browser's meaning, for those who sign in there. */
    signedInThere: 'The browser you use every day. You are signed in there already.',
    another: 'Somewhere else…',
    anotherMeaning: 'Another browser, a profile of yours, or a private window.',
    profile: (browser: string, profile: string) => `${browser}, profile ${profile}`,
    privately: (browser: string) => `${browser}, private window`,
    both: (browser: string, profile: string) => `${browser}, profile ${profile}, private window`,
    gone: (place: string) => `${place} (not on this computer)`,
    /** "Opening Jira in Firefox, profile Work" */
    openingIn: (name: string, place: string) => `Opening ${name} in ${place}`,
    opening: (name: string) => `Opening ${name}…`,
    failed: (app: string) => `${app} did not open.`,
    cancelled: (app: string) => `${app} was not opened.`,
    waits: {
      signIn: (app: string) => `Opening ${app} once you are signed in.`,
      network: (app: string) => `Opening ${app} once the network is back.`,
    },
    anyway: 'Open anyway',
    /** Begins with `cancel`. */
    cancelOf: (app: string) => `Cancel opening ${app}`,
    noPrivate: 'Your browser has no private window that Portico could open.',
    copied: 'Link copied',
    copyFailed: 'The link could not be copied. Select it here:',
    link: 'Link',
    ask: 'Where should apps open?',
    remember: 'Remember my answer',
    cancel: 'Cancel',
  },
  openWith: {
    item: 'Open with…',
    title: (app: string) => `Open ${app} with…`,
    where: 'Where it opens',
    find: 'Find a browser or profile',
    none: (query: string) => `Nothing here is called “${query}”.`,
    looking: 'Looking for the browsers on this computer…',
    /** Which one the system's browser is. */
    now: (browser: string) => `${browser} at present`,
    profile: (name: string) => `Profile ${name}`,
    privately: 'Private window',
    command: 'A command from your settings file',
    always: (app: string) => `Always open ${app} here`,
    fixed: 'Where it usually opens is set by your company.',
    open: 'Open',
    cancel: 'Cancel',
  },
  rules: {
    another: 'Another place…',
    anotherTitle: 'Where apps open',
    use: 'Use this place',
    title: 'Apps that open elsewhere',
    hint: 'The first line that fits decides. To add a single app, choose “Open with…” in its menu.',
    category: (name: string) => `All apps in ${name}`,
    all: 'All apps',
    gone: 'An app that you no longer have',
    /** "Salesforce opens in Firefox", for a screen reader. */
    reads: (what: string, place: string) => `${what}: ${place}`,
    up: (what: string) => `Move up: ${what}`,
    down: (what: string) => `Move down: ${what}`,
    remove: (what: string) => `Remove: ${what}`,
    removed: (what: string) => `Removed: ${what}`,
    add: 'Add a category…',
    addTitle: 'Where a category opens',
    which: 'Category',
    save: 'Add',
    menuEntries: 'Favourites in the system’s menu',
    menuEntriesHint: 'They stand among the programs of this computer, and its own search finds them.',
    autostart: 'Start with the computer',
    autostartHint: 'Without a window, so that Portico is there at once when you need it.',
  },
  credentials: {
    title: (app: string) => `Your password for ${app}`,
    body: 'Your company keeps it for this app; Portico does not.',
    username: 'User name',
    password: 'Password',
    show: 'Show password',
    hide: 'Hide password',
    empty: 'Type the user name and the password first.',
    signIn: 'Your session has ended. Sign in first, then save once more. What you typed stays here.',
    signedIn: 'You are signed in again. Save once more.',
    save: 'Save and open',
    saving: 'Saving…',
    without: 'Open without',
    cancel: 'Cancel',
  },
  asked: {
    title: (app: string) => `A link wants to open ${app}`,
    from: (program: string) => `It comes from ${program}.`,
    unknown: 'Portico cannot tell which program it comes from.',
    body: 'If you did not just click a link to this app, choose No.',
    no: 'No',
    once: 'Open once',
    alwaysApp: (app: string) => `Always for ${app}`,
    alwaysProgram: (program: string) => `Always from ${program}`,
  },
};
