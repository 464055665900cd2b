// Messages of the setup check: what each step verifies, and how an administrator fixes a failure.
import type { CheckExpectation, CheckStep, Verdict } from '../../ipc/types';

type Value = keyof CheckExpectation;

const verdicts: Record<Verdict | 'running' | 'waiting', string> = {
  passed: 'Fine',
  failed: 'Failed',
  unproven: 'Not proven',
  skipped: 'Skipped',
  running: 'Looking…',
  waiting: 'Waiting',
};

const steps: Record<CheckStep, { title: string; remedy: string; values: Value[] }> = {
  reachable: {
    title: 'The server can be reached',
    remedy:
      'Check that the address is right, and that this computer’s network, proxy and firewall let it through.',
    values: [],
  },
  tenant: {
    title: 'It is a company portal',
    remedy: 'Check the company address: something else answers there.',
    values: [],
  },
  app: {
    title: 'Portico’s app exists there',
    remedy:
      'In the Admin Portal, add the web app OAuth2 Client (Apps, Add Web Apps, Custom), and enter this Application ID.',
    values: ['appId'],
  },
  redirect: {
    title: 'It knows the redirect',
    remedy: 'In the app’s settings, add this line to Redirects, letter by letter.',
    values: ['redirectUri'],
  },
  client: {
    title: 'It accepts Portico as a client',
    remedy:
      'In the app’s settings, set Client ID Type to Anything, or to Confidential and enter this client id. People then also need the secret.',
    values: ['clientId'],
  },
  flow: {
    title: 'Signing in with a code is on',
    remedy: 'On the app’s Tokens page, tick Auth Code under Auth methods.',
    values: [],
  },
  scope: {
    title: 'It knows the scope',
    remedy: 'On the app’s Scope page, add a scope of this name.',
    values: ['scope'],
  },
  rest: {
    title: 'The scope opens the app list',
    remedy: 'On the app’s Scope page, let this scope’s REST regexes hold /UPRest/.* on a line of its own.',
    values: ['scope'],
  },
  role: {
    title: 'You may use it',
    remedy: 'On the app’s User Access page, tick a role that this person has.',
    values: [],
  },
};

export const setupCheck = {
  title: 'Check this tenant',
  openCheck: 'Check this tenant',
  running: 'Looking…',
  allPassed: 'Everything is set up.',
  unproven: 'Nothing speaks against it. What is not proven shows when you sign in.',
  failed: 'One thing has to be changed. Your administrator can do it.',
  remedy: 'What to change',
  verdicts,
  steps,
  values: {
    appId: 'Application ID',
    clientId: 'Client ID',
    redirectUri: 'Redirect',
    scope: 'Scope',
  } satisfies Record<Value, string>,
  copy: 'Copy',
  copyValue: (what: string) => `Copy: ${what}`,
  copied: 'Copied',
  copyFailed: 'It could not be copied. Select it here:',
  report: 'Copy report',
  reportTitle: (host: string, when: string) => `Check of ${host}, ${when}`,
  expected: 'Values expected',
  rerun: 'Check again',
  done: 'Done',
};
