// The scenes that `?scene=` can ask for: each is the set of views with which the demo starts.
import type {
  AccountsView,
  AppsView,
  CheckView,
  Code,
  DesktopView,
  FreshnessView,
  LaunchView,
  LinkView,
  PersonalView,
  PlacesView,
  SessionView,
  SettingsView,
  SoughtView,
  VaultView,
} from '../../ipc/types';
import { companyApps, hostileApps, longNames, manyApps } from './apps';
import {
  defaultSettings,
  firstRun,
  launch,
  nothing,
  oneAccount,
  problem,
  signedIn,
  signedOut,
  somePlaces,
  tenant,
  unloaded,
} from './company';
import { nothingAsked } from './desktop';
import { livedIn, settledIn, untouched } from './personal';
import { openingScene } from './opening-scenes';
import { sessionScene } from './session-scenes';

export interface Scene {
  session: SessionView;
  apps: AppsView;
  personal: PersonalView;
  freshness: FreshnessView;
  settings: SettingsView;
  desktop: DesktopView;
  launch: LaunchView | null;
  accounts: AccountsView;
  vault: VaultView;
  check: CheckView | null;
  places: PlacesView;
  link: LinkView;
  sought: SoughtView | null;
}

/** Every scene by name; `problem` also wants a `code`. */
export const sceneNames = [
  'first-run',
  'first-run-problem',
  'looking',
  'confirm',
  'first-run-back',
  'signed-out',
  'signed-out-problem',
  'signed-out-browser',
  'signed-out-left',
  'signed-out-keyring',
  'signed-out-accounts',
  'secret',
  'signing-in-checking',
  'signing-in-opening',
  'signing-in-page',
  'signing-in-passkey',
  'signing-in-trouble',
  'signing-in-browser',
  'signing-in-finishing',
  'signing-in-waiting',
  'locked',
  'restoring',
  'strip-restoring',
  'strip-opening',
  'strip-page',
  'strip-browser',
  'strip-trouble',
  'strip-signed-out',
  'strip-ended',
  'strip-keyring',
  'renewing',
  'countdown',
  'countdown-last',
  'accounts',
  'forget',
  'vault',
  'check-running',
  'check-failed',
  'check-fine',
  'loading',
  'load-failed',
  'list',
  'list-list',
  'home',
  'home-list',
  'home-compact',
  'home-list-compact',
  'home-end',
  'favourites',
  'no-favourites',
  'tag',
  'hidden',
  'actions',
  'details',
  'details-blocked',
  'details-shared',
  'details-gone',
  'feed',
  'feed-empty',
  'search-home',
  'search-elsewhere',
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
  'ask-place-browser',
  'open-with',
  'open-with-many',
  'open-with-found',
  'open-with-none',
  'open-with-fixed',
  'waiting-sign-in',
  'waiting-network',
  'cancelled',
  'place-gone',
  'credentials',
  'credentials-fixed',
  'credentials-problem',
  'credentials-saving',
  'credentials-signed-out',
  'credentials-signed-in',
  'link',
  'link-program',
  'sought',
  'rules',
  'rules-add',
  'rules-fixed',
  'settings',
  'settings-managed',
  'settings-desktop',
  'settings-key',
  'settings-no-desktop',
  'shortcuts',
  'launching',
  'launch-failed',
  'one-section',
  'long-names',
  'hostile',
  'many',
  'problem',
] as const;

export type SceneName = (typeof sceneNames)[number];

/** 09:12 today, as in the sketches; yesterday's before that. */
function nineTwelve(): number {
  const at = new Date();
  at.setHours(9, 12, 0, 0);
  return at.getTime();
}

/** What each scene has of its own; the rest is the list as it is every day. */
function own(name: SceneName, asked: URLSearchParams): Partial<Scene> {
  const fresh: FreshnessView = { ...unloaded, loaded: true, updatedAt: nineTwelve() };
  const settings = defaultSettings();
  const before = { apps: nothing, freshness: unloaded };
  const other = sessionScene(name, asked, fresh) ?? openingScene(name, fresh);
  if (other) return other;
  switch (name) {
    case 'loading':
      return { apps: nothing, freshness: { ...unloaded, refreshing: true } };
    case 'load-failed':
      return { apps: nothing, freshness: { ...unloaded, problem: problem('E-API-SERVER') } };
    case 'empty':
      return { apps: nothing };
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
      if (/^E-(AUTH|TOK|TENANT|KEY)-|^E-SESSION-LEFT$/.test(code)) {
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
    case 'settings-managed':
      return {
        settings: {
          ...settings,
          theme: { ...settings.theme },
          layout: { value: 'list', managed: true },
          notifications: { value: false, managed: true },
          opensIn: { value: 'browser', managed: true },
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
      const there = name === 'settings-desktop';
      return {
        settings: {
          ...settings,
          keepRunning: { value: there, managed: false },
          tray: { value: true, managed: false },
          paletteShortcut: { value: 'Ctrl+Alt+Space', managed: false },
        },
        desktop: there
          ? { tray: 'shown', shortcut: { state: 'on', keys: 'Super+Shift+P', byDesktop: true } }
          : { tray: 'unavailable', shortcut: { state: 'unavailable' } },
      };
    }
    case 'list-list':
      return { settings: { ...settings, layout: { value: 'list', managed: false } } };
    case 'one-section': {
      const { apps } = companyApps();
      const few = apps.slice(0, 9).map((app) => ({ ...app, category: null }));
      return {
        apps: {
          apps: few,
          sections: [{ kind: 'other', name: null, apps: few.map((_, index) => index) }],
          collections: [],
        },
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
    default:
      return {};
  }
}

/** Scenes in which somebody has lived with the list for some weeks. */
const livedInScenes =
  /^(home|favourites$|no-favourites|tag$|hidden$|actions$|details|feed$|search-home|search-elsewhere|menu$)/;

function home(name: SceneName): Partial<Scene> {
  const apps = livedIn();
  const settings = defaultSettings();
  if (name.includes('compact')) settings.density = { value: 'compact', managed: false };
  if (name.startsWith('home-list')) settings.layout = { value: 'list', managed: false };
  const all = settledIn(apps);
  // The last favourite is about to go.
  const personal = name === 'no-favourites' ? { ...all, favourites: all.favourites.slice(0, 1) } : all;
  return { apps, personal, settings };
}

export function scene(asked: URLSearchParams): Scene {
  const wanted = asked.get('scene') ?? 'list';
  const name = sceneNames.find((known) => known === wanted) ?? 'list';
  const mine: Partial<Scene> = livedInScenes.test(name) ? home(name) : own(name, asked);
  const theme = asked.get('theme');
  const settings = mine.settings ?? defaultSettings();
  return {
    session: mine.session ?? signedIn,
    apps: mine.apps ?? companyApps(),
    personal: mine.personal ?? untouched,
    freshness: mine.freshness ?? { ...unloaded, loaded: true, updatedAt: nineTwelve() },
    settings:
      theme === 'dark' || theme === 'light'
        ? { ...settings, theme: { ...settings.theme, value: theme } }
        : settings,
    desktop: mine.desktop ?? nothingAsked,
    launch: mine.launch ?? null,
    accounts: mine.accounts ?? oneAccount,
    vault: mine.vault ?? { problem: null, busy: false },
    check: mine.check ?? null,
    places: mine.places ?? somePlaces,
    link: mine.link ?? { asked: null },
    sought: mine.sought ?? null,
  };
}
