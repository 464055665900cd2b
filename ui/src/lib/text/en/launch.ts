// Messages about launches: targets, open rules, waiting, credentials and deep links.
type Known = 'browser' | 'window';

const targets: Record<
  Known,
  { choice: string; description: string; label: string; open: string; opening: (name: string) => string }
> = {
  browser: {
    choice: 'In your browser',
    description: 'The browser you use every day. You may have to sign in there once.',
    label: 'Your browser',
    open: 'Open in your browser',
    opening: (name) => `Opening ${name} in your browser`,
  },
  window: {
    choice: 'In a Portico window',
    description: 'A window of its own, already signed in.',
    label: 'Portico window',
    open: 'Open in a Portico window',
    opening: (name) => `Opening ${name} in a Portico window`,
  },
};

export const launches = {
  launch: {
    targets,
    /** Replaces the browser's description for users who sign in there. */
    browserSignedIn: 'The browser you use every day. You are signed in there already.',
    otherTarget: 'Somewhere else…',
    otherTargetDescription: 'Another browser, a profile of yours, or a private window.',
    profile: (browser: string, profile: string) => `${browser}, profile ${profile}`,
    privateWindow: (browser: string) => `${browser}, private window`,
    profileInPrivateWindow: (browser: string, profile: string) =>
      `${browser}, profile ${profile}, private window`,
    unavailable: (place: string) => `${place} (not on this computer)`,
    /** "Opening Jira in Firefox, profile Work" */
    openingIn: (name: string, place: string) => `Opening ${name} in ${place}`,
    opening: (name: string) => `Opening ${name}…`,
    failed: (app: string) => `${app} did not open.`,
    canceled: (app: string) => `${app} was not opened.`,
    waiting: {
      signIn: (app: string) => `Opening ${app} once you are signed in.`,
      network: (app: string) => `Opening ${app} once the network is back.`,
    },
    openAnyway: 'Open anyway',
    /** Must begin with the text of `cancel`. */
    cancelNamed: (app: string) => `Cancel opening ${app}`,
    noPrivateWindow: 'Your browser has no private window that Portico could open.',
    copied: 'Link copied',
    copyFailed: 'The link could not be copied. Select it here:',
    link: 'Link',
    title: 'Where should apps open?',
    remember: 'Remember my answer',
    cancel: 'Cancel',
  },
  openWith: {
    menuItem: 'Open with…',
    title: (app: string) => `Open ${app} with…`,
    groupLabel: 'Where it opens',
    searchLabel: 'Find a browser or profile',
    noMatches: (query: string) => `Nothing here is called “${query}”.`,
    loading: 'Looking for the browsers on this computer…',
    /** Names the system's default browser. */
    currentDefault: (browser: string) => `${browser} at present`,
    profile: (name: string) => `Profile ${name}`,
    privateWindow: 'Private window',
    command: 'A command from your settings file',
    alwaysForApp: (app: string) => `Always open ${app} here`,
    managed: 'Where it usually opens is set by your company.',
    open: 'Open',
    cancel: 'Cancel',
  },
  rules: {
    otherTarget: 'Another place…',
    otherTargetTitle: 'Where apps open',
    useTarget: 'Use this place',
    title: 'Apps that open elsewhere',
    hint: 'The first line that fits decides. To add a single app, choose “Open with…” in its menu.',
    category: (name: string) => `All apps in ${name}`,
    allApps: 'All apps',
    unavailableApp: 'An app that you no longer have',
    /** "Salesforce opens in Firefox", for a screen reader. */
    summary: (what: string, place: string) => `${what}: ${place}`,
    up: (what: string) => `Move up: ${what}`,
    down: (what: string) => `Move down: ${what}`,
    remove: (what: string) => `Remove: ${what}`,
    removed: (what: string) => `Removed: ${what}`,
    add: 'Add a category…',
    addTitle: 'Where a category opens',
    categoryLabel: 'Category',
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
    openWithout: 'Open without',
    cancel: 'Cancel',
  },
  linkPrompt: {
    title: (app: string) => `A link wants to open ${app}`,
    fromProgram: (program: string) => `It comes from ${program}.`,
    unknownProgram: 'Portico cannot tell which program it comes from.',
    body: 'If you did not just click a link to this app, choose No.',
    no: 'No',
    once: 'Open once',
    alwaysApp: (app: string) => `Always for ${app}`,
    alwaysProgram: (program: string) => `Always from ${program}`,
  },
};
