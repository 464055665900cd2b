// The scenes in which the session is the subject: signing in and out, accounts, the lock, the keyring, the
// check of the tenant.
import type { FreshnessView } from '../../ipc/types';
import {
  checked,
  firstRun,
  launch,
  locked,
  nothing,
  passed,
  problem,
  restoring,
  signedIn,
  signedOut,
  signingIn,
  tenant,
  threeAccounts,
  unloaded,
  user,
} from './company';
import type { Scene, SceneName } from './scenes';

const minute = 60_000;
const keyring = problem('E-KEY-LOCKED', { host: null });
const passkey = problem('E-AUTH-PASSKEY');

/** `null`: the scene is about something else. */
export function sessionScene(
  name: SceneName,
  asked: URLSearchParams,
  fresh: FreshnessView,
): Partial<Scene> | null {
  const before = { apps: nothing, freshness: unloaded };
  const copy = { freshness: { ...fresh, fromCopy: true } };
  /** For tests: the session ends in so many seconds. */
  const endsIn = (ms: number) => Date.now() + Number(asked.get('seconds') ?? ms / 1000) * 1000;
  switch (name) {
    case 'first-run':
      return { ...before, session: firstRun() };
    case 'first-run-back':
      return { ...before, session: { ...firstRun(), canGoBack: true, offersDemo: false } };
    case 'first-run-problem':
      return { ...before, session: firstRun(false, problem('E-ADDR-UNKNOWN', { reason: 'amce' })) };
    case 'looking':
      return { ...before, session: firstRun(true) };
    case 'confirm':
      return {
        ...before,
        session: {
          state: 'confirmTenant',
          tenant: { name: 'xn--cme-7cd', host: 'xn--cme-7cd.example:8443' },
          reasons: ['unknownHost', 'internationalName', 'port'],
        },
      };
    case 'signed-out':
      return { ...before, session: signedOut, accounts: { accounts: [], canAdd: true } };
    case 'signed-out-problem': {
      const words = { reason: 'Portico', said: 'unauthorized client', request: 'b5c1.8f2e' };
      return { ...before, session: { ...signedOut, problem: problem('E-TOK-CLIENT', words) } };
    }
    case 'signed-out-browser':
      return { ...before, session: { ...signedOut, problem: problem('E-AUTH-BLANK'), canUseBrowser: true } };
    case 'signed-out-left':
      return { ...before, session: { ...signedOut, problem: problem('E-SESSION-LEFT') } };
    case 'signed-out-keyring':
      return { ...before, session: signedOut, vault: { problem: keyring, busy: true } };
    case 'strip-keyring':
      return { ...copy, session: { ...signedOut, user }, vault: { problem: keyring, busy: false } };
    case 'signed-out-accounts':
      return { ...before, session: signedOut, accounts: threeAccounts };
    case 'secret':
      return {
        ...before,
        session: { ...signedOut, needsSecret: true, problem: problem('E-AUTH-SECRET') },
      };
    case 'signing-in-checking':
      return { ...before, session: signingIn('checking') };
    case 'signing-in-opening':
      return { ...before, session: signingIn('opening') };
    case 'signing-in-page':
      return { ...before, session: signingIn('page') };
    case 'signing-in-passkey':
      return { ...before, session: { ...signingIn('page'), canUseBrowser: true } };
    case 'signing-in-trouble':
      return { ...before, session: { ...signingIn('page'), trouble: passkey, canUseBrowser: true } };
    case 'signing-in-browser':
      return { ...before, session: signingIn('page', 'browser') };
    case 'signing-in-finishing':
      return { ...before, session: signingIn('finishing') };
    case 'signing-in-waiting':
      return { ...before, session: signingIn('page'), launch: launch('Salesforce', 'waiting') };
    case 'locked':
      return { ...before, session: locked };
    case 'restoring':
      return { ...before, session: restoring };
    case 'strip-restoring':
      return { ...copy, session: restoring, vault: { problem: null, busy: true } };
    case 'strip-opening':
      return { ...copy, session: { ...signingIn('opening'), user } };
    case 'strip-page':
      return { ...copy, session: { ...signingIn('page'), user, canUseBrowser: true } };
    case 'strip-browser':
      return { ...copy, session: { ...signingIn('page', 'browser'), user } };
    case 'strip-trouble':
      return { ...copy, session: { ...signingIn('page'), user, trouble: passkey, canUseBrowser: true } };
    case 'strip-signed-out':
      return { ...copy, session: { ...signedOut, user } };
    case 'strip-ended':
      return {
        ...copy,
        session: { ...signedOut, user, problem: problem('E-SESSION-ENDED'), canUseBrowser: true },
        accounts: threeAccounts,
      };
    case 'renewing':
      return { session: { ...signedIn, endsAt: endsIn(7.5 * minute), renewing: true } };
    case 'ending':
      return { session: { ...signedIn, endsAt: endsIn(40 * minute) } };
    case 'countdown':
      return { session: { ...signedIn, endsAt: endsIn(8.9 * minute) } };
    case 'countdown-last':
      return { session: { ...signedIn, endsAt: endsIn(40_000) } };
    case 'accounts':
    case 'forget':
      return { accounts: threeAccounts };
    case 'vault':
      return { vault: { problem: problem('E-KEY-ABSENT', { host: null }), busy: false } };
    case 'check-running':
      return { check: checked(passed(3), true) };
    case 'check-failed': {
      const redirect = problem('E-AUTH-REDIRECT', {
        reason: `https://${tenant.host}/sysinfo/dummy`,
        said: 'invalid redirect_uri',
        request: '7d40.11c9.b2',
      });
      return { check: checked([...passed(3), { step: 'redirect', verdict: 'failed', problem: redirect }]) };
    }
    case 'check-fine':
      return { check: checked(passed(9)) };
    default:
      return null;
  }
}
