// Builds the scene that `?scene=` names: the set of views with which the demo starts.
import { codes } from '../../src/lib/ipc/codes';
import type { Code, FreshnessView } from '../../src/lib/ipc/types';
import { companyApps, hostileApps, longNames, manyApps } from './apps';
import {
  defaultSettings,
  firstRun,
  launch,
  noApps,
  oneAccount,
  problem,
  signedIn,
  signedOut,
  fewTargets,
  tenant,
  notLoaded,
} from './views';
import { desktopOff } from './desktop';
import { withRules } from './rules';
import { populatedApps, populatedPreferences, populatedRules, emptyPreferences } from './populated';
import { launchScene } from './launch-scenes';
import { sceneNames, type Scene, type SceneName } from './scene';
import { sessionScene } from './session-scenes';

/** 09:12 today. */
function todayAtNineTwelve(): number {
  const at = new Date();
  at.setHours(9, 12, 0, 0);
  return at.getTime();
}

/** The views in which a scene differs from the default list. */
function ownViews(name: SceneName, params: URLSearchParams): Partial<Scene> {
  const freshness: FreshnessView = { ...notLoaded, loaded: true, updatedAt: todayAtNineTwelve() };
  const settings = defaultSettings();
  const noList = { apps: noApps, freshness: notLoaded };
  const special = sessionScene(name, params, freshness) ?? launchScene(name, freshness);
  if (special) return special;
  switch (name) {
    case 'loading':
      return { apps: noApps, freshness: { ...notLoaded, refreshing: true } };
    case 'load-failed':
      return { apps: noApps, freshness: { ...notLoaded, problem: problem('E-API-SERVER') } };
    case 'empty':
      return { apps: noApps };
    case 'refreshing':
      return { freshness: { ...freshness, refreshing: true, isCached: true } };
    case 'offline':
      return { freshness: { ...freshness, isCached: true, problem: problem('E-NET-OFFLINE') } };
    case 'expired':
      return { freshness: { ...freshness, isCached: true, problem: problem('E-SESSION-ENDED') } };
    case 'partial':
      return { freshness: { ...freshness, unreadableRows: 3 } };
    case 'error':
      return {
        freshness: {
          ...freshness,
          problem: problem('E-API-FAILED', {
            serverMessage: 'The requested operation could not be completed at this time.',
            transactionId: '7d40.11c9.b2',
          }),
        },
      };
    case 'problem': {
      const code = (params.get('code') ?? 'E-INTERNAL') as Code;
      const problemView = problem(code, {
        reason: 'reason',
        retryAfter: Date.now() + 120_000,
        serverMessage: params.get('said'),
      });
      switch (codes[code].kind) {
        case 'address':
          return { ...noList, session: firstRun(false, problemView) };
        case 'signIn':
        case 'signInPage':
        case 'setup':
        case 'clientSecret':
        case 'keyring':
          return { ...noList, session: { ...signedOut, problem: problemView } };
        case 'storage':
        case 'rule':
          return { settings: { ...settings, problem: problemView } };
        case 'launch':
          return { launch: launch('Salesforce', 'failed', problemView) };
        default:
          return { freshness: { ...freshness, problem: problemView } };
      }
    }
    case 'launch-failed':
      return {
        launch: launch('Outlook', 'failed', problem('E-LAUNCH-OPEN')),
      };
    case 'settings-managed':
      return {
        settings: {
          ...settings,
          theme: { ...settings.theme },
          layout: { value: 'list', managed: true },
          notifications: { value: false, managed: true },
          opensIn: { value: { kind: 'browser' }, managed: true },
          localCopy: { value: false, managed: true },
          menuEntries: { value: false, managed: true },
          autostart: { value: true, managed: true },
          keepRunning: { value: true, managed: true },
          tray: { value: false, managed: true },
          paletteShortcut: { value: 'Ctrl+Alt+Space', managed: true },
          idleLock: { value: 10, managed: true },
          signIn: { value: 'browser', managed: true },
          unknownKeys: ['tenant.0.colour', 'telemetry'],
        },
      };
    case 'settings-desktop':
    case 'settings-no-desktop': {
      const isSupported = name === 'settings-desktop';
      return {
        settings: {
          ...settings,
          keepRunning: { value: isSupported, managed: false },
          tray: { value: true, managed: false },
          paletteShortcut: { value: 'Ctrl+Alt+Space', managed: false },
        },
        desktopIntegration: isSupported
          ? {
              tray: 'visible',
              shortcut: { state: 'on', accelerator: 'Super+Shift+P', isDesktopManaged: true },
            }
          : { tray: 'unavailable', shortcut: { state: 'unavailable' } },
      };
    }
    case 'list-list':
      return { settings: { ...settings, layout: { value: 'list', managed: false } } };
    case 'one-section': {
      const apps = companyApps()
        .apps.slice(0, 9)
        .map((app) => ({ ...app, category: null }));
      return {
        apps: {
          apps,
          sections: [{ kind: 'other', name: null, apps: apps.map((_, index) => index) }],
          collections: [],
        },
      };
    }
    case 'many':
      return { apps: manyApps(Number(params.get('count') ?? 10_000)) };
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
          ...freshness,
          problem: problem('E-API-FAILED', {
            serverMessage: '<a href="https://evil.test">Click here to fix</a>',
          }),
        },
      };
    default:
      return {};
  }
}

/** Scenes with a personalized list. */
const populatedScenes =
  /^(home|favorites$|no-favorites|tag$|hidden$|actions$|details|feed$|search-home|search-elsewhere|menu$)/;

function populatedScene(name: SceneName): Partial<Scene> {
  const apps = populatedApps();
  const settings = defaultSettings();
  if (name.includes('compact')) settings.density = { value: 'compact', managed: false };
  if (name.startsWith('home-list')) settings.layout = { value: 'list', managed: false };
  settings.openRules = populatedRules(apps);
  const all = populatedPreferences(apps);
  // One favorite, which the scene removes.
  const preferences = name === 'no-favorites' ? { ...all, favorites: all.favorites.slice(0, 1) } : all;
  return { apps, preferences, settings };
}

export function buildScene(params: URLSearchParams): Scene {
  const requested = params.get('scene') ?? 'list';
  const name = sceneNames.find((known) => known === requested) ?? 'list';
  const own: Partial<Scene> = populatedScenes.test(name) ? populatedScene(name) : ownViews(name, params);
  const theme = params.get('theme');
  const settings = own.settings ?? defaultSettings();
  return {
    session: own.session ?? signedIn,
    apps: withRules(own.apps ?? companyApps(), settings),
    preferences: own.preferences ?? emptyPreferences,
    freshness: own.freshness ?? { ...notLoaded, loaded: true, updatedAt: todayAtNineTwelve() },
    settings:
      theme === 'dark' || theme === 'light'
        ? { ...settings, theme: { ...settings.theme, value: theme } }
        : settings,
    desktopIntegration: own.desktopIntegration ?? desktopOff,
    launch: own.launch ?? null,
    accounts: own.accounts ?? oneAccount,
    keyring: own.keyring ?? { problem: null, busy: false },
    setupCheck: own.setupCheck ?? null,
    targets: own.targets ?? fewTargets,
    linkPrompt: own.linkPrompt ?? { pending: null },
    searchRequest: own.searchRequest ?? null,
  };
}
