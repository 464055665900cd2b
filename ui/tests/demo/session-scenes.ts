// Scenes about the session: sign-in and sign-out, accounts, lock, keyring, setup check.
import type { FreshnessView } from '../../src/lib/ipc/types';
import {
  setupCheck,
  firstRun,
  launch,
  locked,
  noApps,
  passedSteps,
  problem,
  restoring,
  signedIn,
  signedOut,
  signingIn,
  tenant,
  threeAccounts,
  notLoaded,
  user,
} from './views';
import type { Scene, SceneName } from './scene';

const minuteMs = 60_000;
const keyringProblem = problem('E-KEY-LOCKED', { host: null });
const passkeyProblem = problem('E-AUTH-PASSKEY');

/** `null` if the scene is not one of these. */
export function sessionScene(
  name: SceneName,
  params: URLSearchParams,
  freshness: FreshnessView,
): Partial<Scene> | null {
  const noList = { apps: noApps, freshness: notLoaded };
  const cached = { freshness: { ...freshness, isCached: true } };
  /** Session end in `ms`, or in the `seconds` of the query. */
  const endsIn = (ms: number) => Date.now() + Number(params.get('seconds') ?? ms / 1000) * 1000;
  switch (name) {
    case 'first-run':
      return { ...noList, session: firstRun() };
    case 'first-run-back':
      return { ...noList, session: { ...firstRun(), canGoBack: true, offersDemo: false } };
    case 'first-run-problem':
      return { ...noList, session: firstRun(false, problem('E-ADDR-UNKNOWN', { reason: 'amce' })) };
    case 'discovering':
      return { ...noList, session: firstRun(true) };
    case 'confirm':
      return {
        ...noList,
        session: {
          state: 'confirmTenant',
          tenant: { name: 'xn--cme-7cd', host: 'xn--cme-7cd.example:8443' },
          reasons: ['unknownHost', 'internationalName', 'port'],
        },
      };
    case 'signed-out':
      return { ...noList, session: signedOut, accounts: { accounts: [], canAdd: true } };
    case 'signed-out-problem': {
      const details = { reason: 'Portico', serverMessage: 'unauthorized client', transactionId: 'b5c1.8f2e' };
      return { ...noList, session: { ...signedOut, problem: problem('E-TOK-CLIENT', details) } };
    }
    case 'signed-out-browser':
      return { ...noList, session: { ...signedOut, problem: problem('E-AUTH-BLANK'), canUseBrowser: true } };
    case 'signed-out-left':
      return { ...noList, session: { ...signedOut, problem: problem('E-SESSION-LEFT') } };
    case 'signed-out-keyring':
      return { ...noList, session: signedOut, keyring: { problem: keyringProblem, busy: true } };
    case 'banner-keyring':
      return {
        ...cached,
        session: { ...signedOut, user },
        keyring: { problem: keyringProblem, busy: false },
      };
    case 'signed-out-accounts':
      return { ...noList, session: signedOut, accounts: threeAccounts };
    case 'secret':
      return {
        ...noList,
        session: { ...signedOut, needsSecret: true, problem: problem('E-AUTH-SECRET') },
      };
    case 'signing-in-checking':
      return { ...noList, session: signingIn('checking') };
    case 'signing-in-opening':
      return { ...noList, session: signingIn('opening') };
    case 'signing-in-page':
      return { ...noList, session: signingIn('page') };
    case 'signing-in-passkey':
      return { ...noList, session: { ...signingIn('page'), canUseBrowser: true } };
    case 'signing-in-warning':
      return { ...noList, session: { ...signingIn('page'), warning: passkeyProblem, canUseBrowser: true } };
    case 'signing-in-browser':
      return { ...noList, session: signingIn('page', 'browser') };
    case 'signing-in-finishing':
      return { ...noList, session: signingIn('finishing') };
    case 'signing-in-waiting':
      return { ...noList, session: signingIn('page'), launch: launch('Salesforce', 'waiting') };
    case 'locked':
      return { ...noList, session: locked };
    case 'restoring':
      return { ...noList, session: restoring };
    case 'banner-restoring':
      return { ...cached, session: restoring, keyring: { problem: null, busy: true } };
    case 'banner-opening':
      return { ...cached, session: { ...signingIn('opening'), user } };
    case 'banner-page':
      return { ...cached, session: { ...signingIn('page'), user, canUseBrowser: true } };
    case 'banner-browser':
      return { ...cached, session: { ...signingIn('page', 'browser'), user } };
    case 'banner-warning':
      return {
        ...cached,
        session: { ...signingIn('page'), user, warning: passkeyProblem, canUseBrowser: true },
      };
    case 'banner-signed-out':
      return { ...cached, session: { ...signedOut, user } };
    case 'banner-ended':
      return {
        ...cached,
        session: { ...signedOut, user, problem: problem('E-SESSION-ENDED'), canUseBrowser: true },
        accounts: threeAccounts,
      };
    case 'renewing':
      return { session: { ...signedIn, endsAt: endsIn(7.5 * minuteMs), replacing: true } };
    case 'ending':
      return { session: { ...signedIn, endsAt: endsIn(40 * minuteMs) } };
    case 'countdown':
      return { session: { ...signedIn, endsAt: endsIn(8.9 * minuteMs) } };
    case 'countdown-last':
      return { session: { ...signedIn, endsAt: endsIn(40_000) } };
    case 'accounts':
    case 'forget':
      return { accounts: threeAccounts };
    case 'keyring-unavailable':
      return { keyring: { problem: problem('E-KEY-ABSENT', { host: null }), busy: false } };
    case 'check-running':
      return { setupCheck: setupCheck(passedSteps(3), true) };
    case 'check-failed': {
      const redirect = problem('E-AUTH-REDIRECT', {
        reason: `https://${tenant.host}/sysinfo/dummy`,
        serverMessage: 'invalid redirect_uri',
        transactionId: '7d40.11c9.b2',
      });
      return {
        setupCheck: setupCheck([
          ...passedSteps(3),
          { step: 'redirect', verdict: 'failed', problem: redirect },
        ]),
      };
    }
    case 'check-fine':
      return { setupCheck: setupCheck(passedSteps(9)) };
    default:
      return null;
  }
}
