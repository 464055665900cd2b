// View models that demo scenes and commands are built from: a company, a user, and typical states.
import type {
  AccountsView,
  AppsView,
  CheckStepResult,
  CheckExpectation,
  SetupCheckView,
  Code,
  CredentialsPromptView,
  FreshnessView,
  LaunchPhase,
  LaunchView,
  LaunchTargetsView,
  Problem,
  SessionView,
  SettingsView,
  SignInStep,
  SignInMethod,
} from '../../src/lib/ipc/types';
import { stepOrder } from '../../src/lib/text/setup-report';
import { companyApps } from './apps';

export const tenant = { name: 'Acme', host: 'acme.my.idaptive.app' };
export const user = { name: 'user@acme.test' };

export function problem(code: Code, overrides: Partial<Problem> = {}): Problem {
  return {
    code,
    host: tenant.host,
    reason: null,
    serverMessage: null,
    retryAfter: null,
    transactionId: null,
    ...overrides,
  };
}

export function launch(name: string, phase: LaunchPhase, problem: Problem | null = null): LaunchView {
  const key = companyApps().apps.find((app) => app.name === name)?.key ?? name;
  const waitReason = phase === 'waiting' ? 'signIn' : null;
  return {
    key,
    name,
    phase,
    target: { kind: 'browser' },
    waitReason,
    credentialsPrompt: null,
    problem,
  };
}

export const emptyCredentialsPrompt: CredentialsPromptView = {
  username: '',
  usernameIsFixed: false,
  saving: false,
};

/** A typical set of browsers. */
export const fewTargets: LaunchTargetsView = {
  browsers: [
    {
      id: 'firefox',
      name: 'Firefox',
      isDefault: true,
      hasPrivate: true,
      profiles: [
        { id: 'default', name: 'Personal', account: null },
        { id: 'work', name: 'Work', account: null },
      ],
    },
    { id: 'chromium', name: 'Chromium', isDefault: false, hasPrivate: true, profiles: [] },
    { id: 'epiphany', name: 'Web', isDefault: false, hasPrivate: false, profiles: [] },
  ],
  commands: [],
};
/** Enough targets to show the search field. */
export const manyTargets: LaunchTargetsView = {
  browsers: [
    ...fewTargets.browsers,
    {
      id: 'google-chrome',
      name: 'Google Chrome',
      isDefault: false,
      hasPrivate: true,
      profiles: [
        { id: 'Default', name: 'Acme', account: user.name },
        { id: 'Profile 1', name: 'Acme Test', account: 'test@acme.test' },
        { id: 'Profile 2', name: 'Home', account: null },
      ],
    },
  ],
  commands: ['Finance container'],
};

export const noApps: AppsView = { apps: [], sections: [], collections: [] };
export const notLoaded: FreshnessView = {
  loaded: false,
  refreshing: false,
  isCached: false,
  updatedAt: null,
  unreadableRows: 0,
  problem: null,
};

export type SessionIn<State extends SessionView['state']> = Extract<SessionView, { state: State }>;

export const signedIn: SessionIn<'signedIn'> = {
  state: 'signedIn',
  tenant,
  user,
  endsAt: null,
  replacing: false,
  canChangeTenant: true,
};
export const signedOut: SessionIn<'signedOut'> = {
  state: 'signedOut',
  tenant,
  user: null,
  problem: null,
  method: 'webview',
  canUseBrowser: false,
  needsSecret: false,
  canChangeTenant: true,
  offersDemo: false,
};
export const restoring: SessionIn<'restoring'> = { state: 'restoring', tenant, user };
export const locked: SessionIn<'locked'> = { state: 'locked', tenant, user };

export function signingIn(step: SignInStep, method: SignInMethod = 'webview'): SessionIn<'signingIn'> {
  const host = step === 'page' || step === 'finishing' ? tenant.host : null;
  return {
    state: 'signingIn',
    tenant,
    user: null,
    method,
    step,
    host,
    warning: null,
    canUseBrowser: false,
  };
}

export function firstRun(discovering = false, problem: Problem | null = null): SessionIn<'firstRun'> {
  return {
    state: 'firstRun',
    offersDemo: true,
    discovering,
    problem,
    canGoBack: false,
  };
}

export const oneAccount: AccountsView = {
  accounts: [{ id: 'a1', tenant, user, hasSession: true, current: true }],
  canAdd: true,
};
export const threeAccounts: AccountsView = {
  accounts: [
    ...oneAccount.accounts,
    { id: 'a2', tenant, user: { name: 'admin@acme.test' }, hasSession: true, current: false },
    {
      id: 'a3',
      tenant: { name: 'Globex', host: 'globex.id.cyberark.cloud' },
      user: { name: 'sam@globex.test' },
      hasSession: false,
      current: false,
    },
  ],
  canAdd: true,
};

const expectation: CheckExpectation = {
  appId: 'Portico',
  clientId: 'portico',
  redirectUri: `https://${tenant.host}/sysinfo/dummy`,
  scope: 'UPData',
};

/** A setup check with these steps; those after a failure are skipped. */
export function setupCheck(steps: CheckStepResult[], running = false): SetupCheckView {
  const hasFailed = steps.some(({ verdict }) => verdict === 'failed');
  const remainingSteps = stepOrder.slice(steps.length);
  const skipped = hasFailed
    ? remainingSteps.map((step) => ({ step, verdict: 'skipped' as const, problem: null }))
    : [];
  return { tenant, running, steps: [...steps, ...skipped], expected: expectation };
}

/** The first steps, all passed; the last two are unproven without a sign-in. */
export function passedSteps(count: number): CheckStepResult[] {
  return stepOrder
    .slice(0, count)
    .map((step, index) => ({ step, verdict: index < 7 ? 'passed' : 'unproven', problem: null }));
}

export function defaultSettings(): SettingsView {
  return {
    theme: { value: 'system', managed: false },
    language: { value: 'system', managed: false },
    layout: { value: 'auto', managed: false },
    density: { value: 'comfortable', managed: false },
    notifications: { value: true, managed: false },
    opensIn: { value: { kind: 'browser' }, managed: false },
    policyRules: [],
    openRules: [],
    menuEntries: { value: false, managed: false },
    autostart: { value: false, managed: false },
    keepRunning: { value: false, managed: false },
    tray: { value: false, managed: false },
    paletteShortcut: { value: null, managed: false },
    localCopy: { value: true, managed: false },
    idleLock: { value: 0, managed: false },
    signIn: { value: 'webview', managed: false },
    unknownKeys: [],
    problem: null,
    version: '0.1.0',
  };
}
