// Messages of each problem code: title, body and remedy. Remedy labels are in en.ts.
import type { Code } from '../../ipc/types';
import type { MessageArgs, Message } from '../message';

const cachedListNote = (about: MessageArgs) =>
  about.asOf ? `Your apps as of ${about.asOf} are still here. ` : '';
const unreadableResponse = (about: MessageArgs): Message => ({
  title: `The answer of ${about.host} could not be read.`,
  body: `${cachedListNote(about)}Nothing was changed. Try again in a minute.`,
  remedy: 'retry',
});
const noUsableAnswer = (): Message => ({
  title: 'The sign-in page finished without a usable answer.',
  body: 'You are not signed in. Try again; if it happens twice, give the code below to your IT team.',
  remedy: 'signIn',
});
const insecureConnection = (about: MessageArgs, why: string): Message => ({
  title: `The connection to ${about.host} is not secure.`,
  body: `${why} Nothing was sent. ${cachedListNote(about)}Tell your IT team.`,
  remedy: 'retry',
});
const networkError = (about: MessageArgs, lead: string): Message => ({
  title: lead,
  body: about.asOf
    ? `These are your apps as of ${about.asOf}. The list reloads by itself.`
    : 'Nothing was changed. Check your network, then try again.',
  remedy: 'retry',
});
const invalidAddress = (lead: string, rest: string): Message => ({ title: lead, body: rest, remedy: 'none' });
const settingsNotSaved = (why: string): Message => ({
  title: 'Your settings could not be saved.',
  body: `${why} The old ones are kept.`,
  remedy: 'none',
});
const portalNotConfigured = (lead: string): Message => ({
  title: lead,
  body: 'Nothing was changed. Ask your IT team to set Portico up there; “Check this tenant” shows what to enter.',
  remedy: 'signIn',
});
const sessionNotSaved = (why: string): Message => ({
  title: 'Your session cannot be saved on this computer.',
  body: `${why} You stay signed in until you close Portico.`,
  remedy: 'none',
});
const clientRejected = (about: MessageArgs): Message => ({
  title: `${about.host} does not accept Portico.`,
  body: `${about.reason ? `It is set up there under the application id “${about.reason}”. ` : ''}Nothing was changed. Ask your IT team to check the settings of this app.`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: MessageArgs) => Message> = {
  'E-ADDR-EMPTY': () => invalidAddress('Type your company address.', 'It looks like acme.my.idaptive.app.'),
  'E-ADDR-FORM': () =>
    invalidAddress(
      'That is not an address.',
      'A company address looks like acme.my.idaptive.app, or just “acme”.',
    ),
  'E-ADDR-HTTP': () =>
    invalidAddress(
      'That address is not secure.',
      'Use the one that begins with https, or leave the beginning out.',
    ),
  'E-ADDR-SCHEME': (a) =>
    invalidAddress(
      a.reason ? `An address cannot begin with “${a.reason}:”.` : 'That kind of address does not work here.',
      'Use the one that begins with https, or leave the beginning out.',
    ),
  'E-ADDR-USER': () =>
    invalidAddress(
      'That address contains a user name or a password.',
      'Leave it out: you sign in on your company’s own page.',
    ),
  'E-ADDR-MAIL': () =>
    invalidAddress(
      'That is an e-mail address.',
      'Type your company’s address, such as acme.my.idaptive.app.',
    ),
  'E-ADDR-UNKNOWN': (a) =>
    invalidAddress(
      a.reason ? `No company is known as “${a.reason}”.` : 'No company is known by that name.',
      'Check the spelling, or type the full address.',
    ),

  'E-AUTH-STATE': () => ({
    title: 'The sign-in answer did not belong to this request, so it was not used.',
    body: 'You are not signed in. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({
    title: 'Sign-in was cancelled.',
    body: 'Nothing was changed.',
    remedy: 'signIn',
  }),
  'E-AUTH-DENIED': (a) => ({
    title: `Sign-in was cancelled or refused on the page of ${a.host}.`,
    body: 'Nothing was changed. Try again, or ask your IT team if you should have access.',
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    title: 'Sign-in took longer than 10 minutes and was stopped.',
    body: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noUsableAnswer,
  'E-AUTH-BAD': noUsableAnswer,
  'E-AUTH-ISS': () => ({
    title: 'The sign-in answer came from another server than your company’s, so it was not used.',
    body: 'You are not signed in. Try again; if it happens twice, tell your IT team.',
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    title: 'The sign-in page kept sending itself in circles and was stopped.',
    body: 'You are not signed in. Try again; if it happens twice, give the code below to your IT team.',
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    title: `The sign-in page of ${a.host} could not be shown.`,
    body: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-CRASH': () => ({
    title: 'The sign-in page stopped working.',
    body: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    title: `The sign-in page of ${a.host} stays blank.`,
    body: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    title: 'The sign-in page does not go on.',
    body: 'It finished, but brought no answer. You are not signed in. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    title: 'The sign-in page wants to open another window, which it cannot do here.',
    body: 'Nothing was changed. Your browser lets it.',
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    title: 'The sign-in page asks for a passkey or a security key, which do not work in this window.',
    body: 'Nothing was changed. They work in your browser; or choose another way on that page.',
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    title: `${a.host} does not let people sign in in a window like this one.`,
    body: 'Nothing was changed. It works in your browser.',
    remedy: 'signIn',
  }),
  'E-AUTH-FLOW': (a) => portalNotConfigured(`${a.host} does not let Portico sign people in with a code.`),
  'E-AUTH-SCOPE': (a) =>
    portalNotConfigured(
      `${a.host} does not know the scope${a.reason ? ` “${a.reason}”` : ''} that Portico asks for.`,
    ),
  'E-AUTH-REDIRECT': (a) =>
    portalNotConfigured(`${a.host} does not know the address to which it should send Portico back.`),
  'E-AUTH-PORT': (a) => ({
    title: `Another program holds ${a.reason ? `the port ${a.reason}` : 'the port'} to which your browser comes back.`,
    body: 'Nothing was changed. Close that program, then try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    title: `${a.host} asks Portico for a client secret.`,
    body: 'Your administrator has it. Sign in, and you are asked for it once.',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    title: `What answers at ${a.host} is not a company portal.`,
    body: `${cachedListNote(a)}Check the company address.`,
    remedy: 'changeTenant',
  }),

  'E-TOK-GRANT': (a) => ({
    title: `${a.host} refused the sign-in code.`,
    body: `It may have expired or been used already. ${cachedListNote(a)}Sign in again.`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': clientRejected,
  'E-TOK-APPID': (a) => ({
    title: `${a.host} does not know this app${a.reason ? ` (application id “${a.reason}”)` : ''}.`,
    body: 'Nothing was changed. Ask your IT team to set Portico up there, or to check the application id.',
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unreadableResponse,
  'E-TOK-TYPE': unreadableResponse,
  'E-TOK-SERVER': (a) => ({
    title: `${a.host} has a fault of its own.`,
    body: `${cachedListNote(a)}Nothing was changed. Try again in a minute.`,
    remedy: 'retry',
  }),

  'E-SESSION-ENDED': (a) => ({
    title: 'Your session has ended.',
    body: a.asOf ? `These are your apps as of ${a.asOf}. Sign in to open them.` : 'Sign in to go on.',
    remedy: 'signIn',
  }),
  'E-BUSY': (a) => ({
    title: 'Another Portico is renewing your session.',
    body: `${cachedListNote(a)}Try again in a moment.`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    title: 'Signed out here.',
    body: `${a.host} could not be told; the session there ends by itself.`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    title: 'Your company wants another check.',
    body: `${cachedListNote(a)}Sign in again to pass it.`,
    remedy: 'signIn',
  }),

  'E-KEY-ABSENT': () => sessionNotSaved('It has no keyring.'),
  'E-KEY-LOCKED': () => sessionNotSaved('Its keyring is locked.'),
  'E-KEY-DENIED': () => sessionNotSaved('Its keyring refused.'),
  'E-KEY-TOOBIG': () => sessionNotSaved('The session is too large for its keyring.'),

  'E-NET-OFFLINE': (a) => networkError(a, 'You are offline.'),
  'E-NET-DNS': (a) => networkError(a, `${a.host} could not be found.`),
  'E-NET-REFUSED': (a) => networkError(a, `${a.host} refused the connection.`),
  'E-NET-TIMEOUT': (a) => networkError(a, `${a.host} did not answer in time.`),
  'E-NET-CUT': (a) => networkError(a, `The connection to ${a.host} broke off.`),
  'E-NET-PORTAL': (a) => ({
    title: `The network answered with a web page instead of ${a.host}.`,
    body: `This may be the sign-in page of a guest Wi-Fi. ${cachedListNote(a)}Open your browser, then try again.`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    title: `The proxy ${a.reason ?? a.host} refused the connection.`,
    body: `${cachedListNote(a)}Check this computer’s proxy settings, then try again.`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    title: `${a.host} tried to send this request to another address. It was stopped.`,
    body: `${cachedListNote(a)}Check the company address.`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecureConnection(a, 'Its certificate has expired.'),
  'E-TLS-NAME': (a) => insecureConnection(a, 'Its certificate belongs to another address.'),
  'E-TLS-UNTRUSTED': (a) => insecureConnection(a, 'This computer does not trust its certificate.'),
  'E-TLS-CLOCK': (a) => ({
    title: 'This computer’s clock seems to be wrong.',
    body: `The certificate of ${a.host} is not valid yet. Nothing was sent. ${cachedListNote(a)}Set the clock, then try again.`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecureConnection(a, 'The two sides could not agree on how to protect it.'),

  'E-API-FORMAT': (a) => ({
    title: 'The app list could not be read.',
    body: `${cachedListNote(a)}Try again in a minute; if it goes on, give the code below to your IT team.`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    title: 'The app list is too large to be read.',
    body: `${cachedListNote(a)}Give the code below to your IT team.`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    title: 'You may not see the app list.',
    body: `${cachedListNote(a)}Ask your IT team for the right to use the portal.`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    title: `${a.host} is busy.`,
    body: `${cachedListNote(a)}${a.until ? `It asks to wait until ${a.until}.` : 'Try again in a minute.'}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    title: `${a.host} could not answer.`,
    body: `${cachedListNote(a)}Nothing was changed. Try again, or give the code below to your IT team.`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    title: `There is no company portal at ${a.host}.`,
    body: `${cachedListNote(a)}Check the company address.`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': (a) => ({
    title: `${a.host} has a fault of its own.`,
    body: `${cachedListNote(a)}Nothing was changed. Try again in a minute.`,
    remedy: 'retry',
  }),

  'E-DISK-FULL': () => settingsNotSaved('There is no room left on this computer.'),
  'E-DISK-READONLY': () => settingsNotSaved('Portico may not write to its folder.'),
  'E-DISK-CORRUPT': () => ({
    title: 'A damaged file was set aside.',
    body: 'Portico went on without it; your apps are not affected. Check your settings.',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    title: a.reason
      ? `Its link uses “${a.reason}”, which is not allowed.`
      : 'Its link is of a kind that is not allowed.',
    body: 'Nothing was opened. Open it in your browser, or ask your IT team to correct the link.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    title: 'No browser could be started.',
    body: 'Copy the link and paste it into a browser yourself.',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    title: `The place where it should open${a.reason ? ` (“${a.reason}”)` : ''} is not on this computer.`,
    body: 'Nothing was opened. Open it in your browser, or choose another place in the settings.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-GONE': () => ({
    title: 'It is no longer among your apps.',
    body: 'The list was changed meanwhile. Refresh it.',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    title: 'Your company’s settings for Portico could not be read.',
    body: 'Your own settings are used until they can. Tell your IT team.',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    title: 'This is set by your company.',
    body: 'Nothing was changed. Ask your IT team if it should be different.',
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    title: 'Something went wrong in Portico.',
    body: `${cachedListNote(a)}Nothing was sent. Try again; if it happens twice, give the code below to your IT team.`,
    remedy: 'retry',
  }),
};
