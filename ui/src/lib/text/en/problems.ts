// What each code means for the person: what happened, what was kept, what to do, and the one thing that
// helps. The buttons' own words are in session.ts.
import type { Code } from '../../ipc/types';
import type { About, Telling } from '../problem';

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
const notSetUp = (lead: string): Telling => ({
  lead,
  rest: 'Nothing was changed. Ask your IT team to set Portico up there; “Check this tenant” shows what to enter.',
  remedy: 'signIn',
});
const unkept = (why: string): Telling => ({
  lead: 'Your session cannot be saved on this computer.',
  rest: `${why} You stay signed in until you close Portico.`,
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
  'E-AUTH-CRASH': () => ({
    lead: 'The sign-in page stopped working.',
    rest: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    lead: `The sign-in page of ${a.host} stays blank.`,
    rest: 'Nothing was changed. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    lead: 'The sign-in page does not go on.',
    rest: 'It finished, but brought no answer. You are not signed in. Try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    lead: 'The sign-in page wants to open another window, which it cannot do here.',
    rest: 'Nothing was changed. Your browser lets it.',
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    lead: 'The sign-in page asks for a passkey or a security key, which do not work in this window.',
    rest: 'Nothing was changed. They work in your browser; or choose another way on that page.',
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    lead: `${a.host} does not let people sign in in a window like this one.`,
    rest: 'Nothing was changed. It works in your browser.',
    remedy: 'signIn',
  }),
  'E-AUTH-FLOW': (a) => notSetUp(`${a.host} does not let Portico sign people in with a code.`),
  'E-AUTH-SCOPE': (a) =>
    notSetUp(`${a.host} does not know the scope${a.reason ? ` “${a.reason}”` : ''} that Portico asks for.`),
  'E-AUTH-REDIRECT': (a) =>
    notSetUp(`${a.host} does not know the address to which it should send Portico back.`),
  'E-AUTH-PORT': (a) => ({
    lead: `Another program holds ${a.reason ? `the port ${a.reason}` : 'the port'} to which your browser comes back.`,
    rest: 'Nothing was changed. Close that program, then try again.',
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    lead: `${a.host} asks Portico for a client secret.`,
    rest: 'Your administrator has it. Sign in, and you are asked for it once.',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    lead: `What answers at ${a.host} is not a company portal.`,
    rest: `${kept(a)}Check the company address.`,
    remedy: 'changeTenant',
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
  'E-BUSY': (a) => ({
    lead: 'Another Portico is renewing your session.',
    rest: `${kept(a)}Try again in a moment.`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    lead: 'Signed out here.',
    rest: `${a.host} could not be told; the session there ends by itself.`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    lead: 'Your company wants another check.',
    rest: `${kept(a)}Sign in again to pass it.`,
    remedy: 'signIn',
  }),

  'E-KEY-ABSENT': () => unkept('It has no keyring.'),
  'E-KEY-LOCKED': () => unkept('Its keyring is locked.'),
  'E-KEY-DENIED': () => unkept('Its keyring refused.'),
  'E-KEY-TOOBIG': () => unkept('The session is too large for its keyring.'),

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
    rest: 'Nothing was opened. Open it in your browser, or ask your IT team to correct the link.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    lead: 'No browser could be started.',
    rest: 'Copy the link and paste it into a browser yourself.',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    lead: `The place where it should open${a.reason ? ` (“${a.reason}”)` : ''} is not on this computer.`,
    rest: 'Nothing was opened. Open it in your browser, or choose another place in the settings.',
    remedy: 'openInBrowser',
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
