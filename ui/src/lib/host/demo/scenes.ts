// The scenes that `?scene=` can ask for: each is the set of views with which the demo starts.
import type {
  AppsView,
  Code,
  FreshnessView,
  LaunchPhase,
  LaunchView,
  Problem,
  SessionView,
  SettingsView,
} from '../../ipc/types';
import { companyApps, hostileApps, longNames, manyApps } from './apps';

export interface Scene {
  session: SessionView;
  apps: AppsView;
  freshness: FreshnessView;
  settings: SettingsView;
  launch: LaunchView | null;
}

/** Every scene by name; `problem` also wants a `code`. */
export const sceneNames = [
  'first-run',
  'first-run-problem',
  'looking',
  'confirm',
  'signed-out',
  'signed-out-problem',
  'signing-in-opening',
  'signing-in-page',
  'signing-in-finishing',
  'signing-in-waiting',
  'loading',
  'load-failed',
  'list',
  'list-list',
  'menu',
  'ending',
  'refreshing',
  'search',
  'empty',
  'no-match',
  'offline',
  'expired',
  'partial',
  'error',
  'ask-place',
  'settings',
  'settings-managed',
  'shortcuts',
  'launching',
  'launch-failed',
  'copy-signed-out',
  'one-section',
  'long-names',
  'hostile',
  'many',
  'problem',
] as const;

export type SceneName = (typeof sceneNames)[number];

const tenant = { name: 'Acme', host: 'acme.my.idaptive.app' };
const user = { name: 'user@acme.test' };

/** 09:12 today, as in the sketches; yesterday's before that. */
function nineTwelve(): number {
  const at = new Date();
  at.setHours(9, 12, 0, 0);
  return at.getTime();
}

export function problem(code: Code, more: Partial<Problem> = {}): Problem {
  return { code, host: tenant.host, reason: null, said: null, until: null, request: null, ...more };
}

function launch(name: string, phase: LaunchPhase, trouble: Problem | null = null): LaunchView {
  const key = companyApps().apps.find((app) => app.name === name)?.key ?? name;
  return { key, name, phase, place: 'browser', problem: trouble };
}

const nothing: AppsView = { apps: [], sections: [] };
const signedIn = {
  state: 'signedIn',
  tenant,
  user,
  endsAt: null,
  canChangeTenant: true,
} satisfies SessionView;
const signedOut = {
  state: 'signedOut',
  tenant,
  user: null,
  problem: null,
  canChangeTenant: true,
  offersDemo: false,
} satisfies SessionView;
const unloaded: FreshnessView = {
  loaded: false,
  refreshing: false,
  fromCopy: false,
  updatedAt: null,
  unreadable: 0,
  problem: null,
};

/** What each scene has of its own; the rest is the list as it is every day. */
function own(name: SceneName, asked: URLSearchParams): Partial<Scene> {
  const fresh: FreshnessView = { ...unloaded, loaded: true, updatedAt: nineTwelve() };
  const settings = defaultSettings();
  const before = { apps: nothing, freshness: unloaded };
  const signingIn = (step: 'opening' | 'page' | 'finishing'): SessionView => ({
    state: 'signingIn',
    tenant,
    step,
    host: step === 'opening' ? null : tenant.host,
  });
  const firstRun = (looking: boolean, trouble: Problem | null): SessionView => ({
    state: 'firstRun',
    offersDemo: true,
    looking,
    problem: trouble,
  });
  switch (name) {
    case 'first-run':
      return { ...before, session: firstRun(false, null) };
    case 'first-run-problem':
      return { ...before, session: firstRun(false, problem('E-ADDR-UNKNOWN', { reason: 'amce' })) };
    case 'looking':
      return { ...before, session: firstRun(true, null) };
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
      return { ...before, session: signedOut };
    case 'signed-out-problem':
      return {
        ...before,
        session: {
          ...signedOut,
          problem: problem('E-TOK-CLIENT', {
            reason: 'Portico',
            said: 'unauthorized client',
            request: 'b5c1.8f2e',
          }),
        },
      };
    case 'signing-in-opening':
      return { ...before, session: signingIn('opening') };
    case 'signing-in-page':
      return { ...before, session: signingIn('page') };
    case 'signing-in-finishing':
      return { ...before, session: signingIn('finishing') };
    case 'signing-in-waiting':
      return {
        session: signingIn('page'),
        launch: launch('Salesforce', 'waiting'),
      };
    case 'loading':
      return { apps: nothing, freshness: { ...unloaded, refreshing: true } };
    case 'load-failed':
      return { apps: nothing, freshness: { ...unloaded, problem: problem('E-API-SERVER') } };
    case 'empty':
      return { apps: nothing };
    case 'ending':
      return { session: { ...signedIn, endsAt: Date.now() + 40 * 60_000 } };
    case 'refreshing':
      return { freshness: { ...fresh, refreshing: true, fromCopy: true } };
    case 'offline':
      return { freshness: { ...fresh, fromCopy: true, problem: problem('E-NET-OFFLINE') } };
    case 'expired':
      return { freshness: { ...fresh, fromCopy: true, problem: problem('E-SESSION-ENDED') } };
    case 'partial':
      return { freshness: { ...fresh, unreadable: 3 } };
    case 'error':
      return {
        freshness: {
          ...fresh,
          problem: problem('E-API-FAILED', {
            said: 'The requested operation could not be completed at this time.',
            request: '7d40.11c9.b2',
          }),
        },
      };
    case 'problem': {
      const code = (asked.get('code') ?? 'E-INTERNAL') as Code;
      const about = problem(code, { reason: 'reason', until: Date.now() + 120_000, said: asked.get('said') });
      if (code.startsWith('E-ADDR-')) return { ...before, session: firstRun(false, about) };
      if (code.startsWith('E-AUTH-') || code.startsWith('E-TOK-')) {
        return { ...before, session: { ...signedOut, problem: about } };
      }
      if (code.startsWith('E-DISK-') || code === 'E-POLICY-DAMAGED' || code === 'E-MANAGED')
        return { settings: { ...settings, problem: about } };
      if (code.startsWith('E-LAUNCH-')) {
        return { launch: launch('Salesforce', 'failed', about) };
      }
      return { freshness: { ...fresh, problem: about } };
    }
    case 'launch-failed':
      return {
        launch: launch('Outlook', 'failed', problem('E-LAUNCH-OPEN')),
      };
    case 'copy-signed-out':
      return { session: { ...signedOut, user }, freshness: { ...fresh, fromCopy: true } };
    case 'ask-place':
      return { settings: { ...settings, opensIn: { value: null, managed: false } } };
    case 'settings-managed':
      return {
        settings: {
          ...settings,
          theme: { ...settings.theme },
          opensIn: { value: 'browser', managed: true },
          localCopy: { value: false, managed: true },
          unknownKeys: ['tenant.0.colour', 'telemetry'],
        },
      };
    case 'one-section': {
      const { apps } = companyApps();
      const few = apps.slice(0, 9).map((app) => ({ ...app, category: null }));
      return {
        apps: { apps: few, sections: [{ kind: 'other', name: null, apps: few.map((_, index) => index) }] },
      };
    }
    case 'many':
      return { apps: manyApps(Number(asked.get('count') ?? 10_000)) };
    case 'long-names':
      return {
        apps: longNames(),
        session: {
          ...signedIn,
          tenant: {
            name: 'Internationale Vereinigung der Wasserbauingenieure',
            host: 'internationale-vereinigung-der-wasserbauingenieure.my.idaptive.app',
          },
          user: { name: 'maximiliane.von-und-zu-hohenfelde-schwarzenberg@wasserbauingenieure.example' },
        },
      };
    case 'hostile':
      return {
        apps: hostileApps(),
        session: {
          ...signedIn,
          tenant: { name: '<u>Evil</u> & Co', host: tenant.host },
          user: { name: '"><img src=x onerror=window.__hostile=9>@evil' },
        },
        freshness: {
          ...fresh,
          problem: problem('E-API-FAILED', { said: '<a href="https://evil.test">Click here to fix</a>' }),
        },
      };
    case 'list':
    case 'list-list':
    case 'menu':
    case 'search':
    case 'no-match':
    case 'settings':
    case 'shortcuts':
    case 'launching':
      return {};
  }
}

export function defaultSettings(): SettingsView {
  return {
    theme: { value: 'system', managed: false },
    opensIn: { value: 'browser', managed: false },
    localCopy: { value: true, managed: false },
    unknownKeys: [],
    problem: null,
    version: '0.1.0',
  };
}

export function scene(asked: URLSearchParams): Scene {
  const wanted = asked.get('scene') ?? 'list';
  const name = sceneNames.find((known) => known === wanted) ?? 'list';
  const mine = own(name, asked);
  const theme = asked.get('theme');
  const settings = mine.settings ?? defaultSettings();
  return {
    session: mine.session ?? signedIn,
    apps: mine.apps ?? companyApps(),
    freshness: mine.freshness ?? { ...unloaded, loaded: true, updatedAt: nineTwelve() },
    settings:
      theme === 'dark' || theme === 'light'
        ? { ...settings, theme: { ...settings.theme, value: theme } }
        : settings,
    launch: mine.launch ?? null,
  };
}
