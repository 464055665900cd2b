// Messages from first run to sign-out: company, sign-in, session and accounts.
import type { ConfirmReason, SignInStep, SignInMethod } from '../../ipc/types';
import type { Count } from '../count';

const confirmReasons: Record<ConfirmReason, string> = {
  unknownHost: 'It is not one of the usual addresses of this service. Some companies have their own.',
  ipAddress: 'It is a number, not a name. Companies rarely use these.',
  internationalName: 'It contains letters that can look like others. Here it is as computers read it.',
  port: 'It uses an unusual port.',
  path: 'It goes on after the host with a path that is not a known part of the portal.',
  shortName: 'You typed a short name, and this is where it leads.',
  rewritten: 'What you typed reads differently from what it means. This is what it means.',
};

type Steps = Record<SignInStep, { title: string; body: string }>;

const inWindow: Steps = {
  checking: { title: 'Getting ready', body: 'Asking your company’s server how to sign in.' },
  opening: { title: 'Opening the sign-in window', body: 'Your company’s sign-in page appears in a moment.' },
  page: {
    title: 'Sign in in the other window',
    body: 'Your company’s sign-in page is open. Type your password there, and only there.',
  },
  finishing: { title: 'Signing you in', body: 'Fetching your apps.' },
};
const inBrowser: Steps = {
  ...inWindow,
  opening: { title: 'Opening your browser', body: 'Your company’s sign-in page appears there in a moment.' },
  page: { title: 'Your browser is open', body: 'Sign in there and come back.' },
};
const steps: Record<SignInMethod, Steps> = { webview: inWindow, portal: inWindow, browser: inBrowser };

const bodies: Record<SignInMethod, (host: string) => string> = {
  webview: (host) => `Your company’s page at ${host} opens in its own window.`,
  browser: (host) => `Your company’s page at ${host} opens in your browser.`,
  portal: (host) => `Your company’s portal at ${host} opens in its own window.`,
};

export const session = {
  tagline: 'Every app your company gave you. One door.',
  passwordNote: 'You type your password on your company’s own page, nowhere else.',

  firstRun: {
    title: 'Where do you work?',
    address: 'Company address',
    hint: 'Ask your IT team if you do not know it. A short name such as “acme” will do.',
    submit: 'Sign in',
    discovering: 'Looking it up…',
    or: 'or',
    demo: 'Try the demo',
    back: 'Back',
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
    bodies,
    signIn: 'Sign in',
    changeTenant: 'Use another company',
    otherAccounts: 'Or go on as',
  },
  signingIn: {
    steps,
    pageHost: 'The page belongs to',
    showWindow: 'Show the sign-in window',
    cancel: 'Cancel',
    retry: 'Try again',
    continueInBrowser: 'Continue in your browser',
    passkey: 'Passkey or security key?',
    copyLink: 'Copy sign-in link',
    openAgain: 'Open again',
  },
  secret: {
    title: 'Client secret',
    body: (company: string) =>
      `${company} asks Portico for a client secret. Your administrator gives it to you. It is kept in this computer’s keyring, and nowhere else.`,
    label: 'Client secret',
    save: 'Save and sign in',
    saving: 'Saving…',
    empty: 'Type or paste the secret first.',
    signInWithout: 'Sign in without one',
    cancel: 'Cancel',
  },
  /** Banner texts about the session state. */
  sessionBanner: {
    restoring: 'Picking up your session…',
    restoringKeyring: 'This computer may ask you to unlock its keyring.',
    signingIn: 'Signing in…',
    pageOpen: (host: string) => `The page of ${host} is open in the other window.`,
    showWindow: 'Show window',
    replacing: 'Renewing…',
    replacingBody: 'Your apps stay open. You may be asked to sign in.',
    signedOut: 'You are signed out.',
    cachedList: (asOf: string | null) =>
      asOf ? `These are your apps as of ${asOf}.` : 'These are your apps from last time.',
    signedInAgain: 'You are signed in.',
  },
  sessionExpiry: {
    endsAt: (time: string) => `Session ends ${time}`,
    endsIn: (minutes: Count) => `Session ends in ${minutes.text} min`,
    endsNow: 'Session ends within a minute',
    announce: (minutes: Count) =>
      minutes.one ? 'Your session ends within a minute.' : `Your session ends in ${minutes.text} minutes.`,
    renew: 'Renew now',
  },
  keyring: {
    notSaved: 'Your session cannot be saved on this computer',
    reasons: {
      'E-KEY-ABSENT': 'it has no keyring',
      'E-KEY-LOCKED': 'its keyring is locked',
      'E-KEY-DENIED': 'its keyring refused',
      'E-KEY-TOOBIG': 'the session is too large for its keyring',
    } as Record<string, string | undefined>,
    withReason: (what: string, reason: string | undefined) => (reason ? `${what} (${reason}).` : `${what}.`),
    body: 'You stay signed in until you close Portico.',
    notRestored: 'Your session on this computer could not be picked up',
    notRestoredBody: 'Try again once the keyring is there and unlocked, or sign in.',
    retry: 'Try again',
    busy: 'Asking the keyring…',
  },
  locked: {
    title: 'Portico is locked',
    body: 'Nobody was here for a while, or you locked it. Unlocking picks your session up again.',
    account: 'Account',
    unlock: 'Unlock',
    signOut: 'Sign out',
  },
  accounts: {
    menu: 'Account',
    requiresSignIn: 'Asks you to sign in',
    add: 'Add account…',
    lock: 'Lock',
    signOut: 'Sign out',
    signOutAll: 'Sign out of all accounts',
    forget: 'Forget this account…',
  },
  forget: {
    title: 'Forget this account?',
    body: 'These go from this computer:',
    removedItems: [
      'the session, which is signed out',
      'the copy of the list and its icons',
      'the account in this menu',
    ],
    keptNote:
      'Your apps and your account at the company stay as they are. You can sign in again at any time.',
    yes: 'Forget account',
    no: 'Cancel',
  },
};
