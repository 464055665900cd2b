// In-page demo host: serves the views of a scene and simulates commands, for browsers, tests and screenshots. Not
// part of the product bundle.
import type {
  LaunchView,
  PreferencesView,
  Problem,
  SettingsChange,
  SignInMethod,
  ViewUpdate,
} from '../../src/lib/ipc/types';
import { mainCommands, type MainCommands } from '../../src/lib/host/main-commands';
import type { Host } from '../../src/lib/host/types';
import { companyApps } from './apps';
import { applyDesktopSetting } from './desktop';
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
  emptyCredentialsPrompt,
  user,
} from './views';
import { withRules } from './rules';
import { searchApps } from './search';
import { demoIcon } from './icons';
import { detailsOf, emptyPreferences } from './populated';
import type { Scene } from './scene';
import { buildScene } from './scenes';
import { withHidden, withFavoriteMoved, withOpened, withFavorite } from './preferences-commands';

export interface DemoHost extends Host {
  /** Every command in order, for tests, without the native labels. */
  readonly calls: { name: string; args: unknown[] }[];
  /** The current views. */
  readonly state: Scene;
  /** Sends an update as the core would. */
  send(update: ViewUpdate): void;
}

export function demoHost(params: URLSearchParams): DemoHost {
  const state = buildScene(params);
  const name = params.get('scene') ?? 'list';
  // Scenes that must not change while a screenshot is taken.
  const isFrozen = name === 'launching' || name === 'opening-slow' || name.startsWith('check-');
  const calls: { name: string; args: unknown[] }[] = [];
  let onUpdate: (update: ViewUpdate) => void = () => undefined;
  let signInAttempt = 0;
  let hasSecret = false;

  const send = (update: ViewUpdate) => onUpdate(update);
  const sendSession = () => send({ what: 'session', view: state.session });
  const sendFreshness = () => send({ what: 'freshness', view: state.freshness });
  const sendAccounts = () => send({ what: 'accounts', view: state.accounts });
  const sendPreferences = (view: PreferencesView = state.preferences) => {
    state.preferences = view;
    send({ what: 'preferences', view });
  };
  const delay = (ms: number) => new Promise((done) => setTimeout(done, ms));
  /** Records a command and applies its effect, which may continue asynchronously. */
  const command = (name: string, args: unknown[], effect: () => unknown = () => undefined) => {
    calls.push({ name, args });
    void effect();
    return Promise.resolve();
  };
  /** A command without an effect below is only recorded. */
  const recordedCommands = Object.fromEntries(
    Object.keys(mainCommands).map((name) => [name, (...args: unknown[]) => command(name, args)]),
  ) as unknown as MainCommands;
  const listUser = () => (state.freshness.loaded ? user : null);

  async function signIn(requestedMethod: SignInMethod | null): Promise<void> {
    const ownAttempt = ++signInAttempt;
    const isCanceled = () => ownAttempt !== signInAttempt;
    const method = requestedMethod ?? state.settings.signIn?.value ?? 'webview';
    if (state.session.state === 'signedIn') {
      state.session = { ...state.session, replacing: true };
      sendSession();
      await delay(3000);
      if (isCanceled()) return;
    } else {
      for (const [step, ms] of [
        ['checking', 150],
        ['opening', 350],
        ['page', 2500],
        ['finishing', 700],
      ] as const) {
        state.session = { ...signingIn(step, method), user: listUser(), canUseBrowser: method !== 'browser' };
        sendSession();
        await delay(ms);
        if (isCanceled()) return;
      }
    }
    finishSignIn();
  }

  /** Completes the sign-in and shows the list. */
  function finishSignIn() {
    state.session = signedIn;
    if (state.apps.apps.length === 0) state.apps = companyApps();
    state.freshness = {
      ...state.freshness,
      loaded: true,
      isCached: false,
      updatedAt: Date.now(),
      problem: null,
    };
    sendSession();
    send({ what: 'apps', view: state.apps });
    sendPreferences();
    sendFreshness();
  }

  function endSession(problem: Problem | null = null) {
    signInAttempt++;
    state.session = {
      ...signedOut,
      user: listUser(),
      problem,
      needsSecret: name === 'secret' && !hasSecret,
      canUseBrowser: problem !== null,
      offersDemo: !state.freshness.loaded,
    };
    sendSession();
  }

  function clearList() {
    state.apps = noApps;
    sendPreferences(emptyPreferences);
    state.freshness = { ...state.freshness, loaded: false, updatedAt: null, problem: null };
    send({ what: 'apps', view: state.apps });
    sendFreshness();
  }

  async function restoreSession() {
    state.session = restoring;
    sendSession();
    await delay(400);
    finishSignIn();
  }

  async function runCheck() {
    if (isFrozen) return;
    for (let count = 0; count <= 9; count++) {
      send({ what: 'setupCheck', view: setupCheck(passedSteps(count), count < 9) });
      await delay(120);
    }
  }

  /** Stops if another launch, or none, has replaced this one. */
  async function openLaunch(launch: LaunchView) {
    const view: LaunchView = {
      ...launch,
      phase: 'opening',
      waitReason: null,
      credentialsPrompt: null,
      problem: null,
    };
    state.launch = view;
    send({ what: 'launch', view });
    if (isFrozen) return new Promise<void>(() => undefined);
    await delay(300);
    if (state.launch !== view) return;
    state.launch = null;
    send({ what: 'launch', view: { ...view, phase: 'opened' } });
    sendPreferences(withOpened(state.preferences, view.key));
  }

  function applySettingsChange(change: SettingsChange) {
    const { settings } = state;
    const settingsView =
      change.what === 'openRules'
        ? { ...settings, openRules: change.value }
        : { ...settings, [change.what]: { managed: false, value: change.value } };
    state.settings = settingsView;
    send({ what: 'settings', view: settingsView });
    if (change.what === 'openRules') {
      state.apps = withRules(state.apps, settingsView);
      send({ what: 'apps', view: state.apps });
    }
    state.desktopIntegration = applyDesktopSetting(state.desktopIntegration, change);
    send({ what: 'desktopIntegration', view: state.desktopIntegration });
  }

  return {
    ...recordedCommands,
    calls,
    state,
    send,

    subscribe(listener) {
      onUpdate = listener;
      send({ what: 'settings', view: state.settings });
      send({ what: 'desktopIntegration', view: state.desktopIntegration });
      send({ what: 'apps', view: state.apps });
      sendPreferences();
      send({ what: 'keyring', view: state.keyring });
      if (state.setupCheck) send({ what: 'setupCheck', view: state.setupCheck });
      sendAccounts();
      sendFreshness();
      sendSession();
      if (state.launch) send({ what: 'launch', view: state.launch });
      if (state.linkPrompt.pending) send({ what: 'linkPrompt', view: state.linkPrompt });
      if (state.searchRequest) send({ what: 'searchRequest', view: state.searchRequest });
      return Promise.resolve();
    },

    enterTenant: (address) =>
      command('enterTenant', [address], async () => {
        state.session = firstRun(true);
        sendSession();
        await delay(600);
        const input = address.trim();
        if (input === '') state.session = firstRun(false, problem('E-ADDR-EMPTY'));
        else if (input.includes('@')) state.session = firstRun(false, problem('E-ADDR-MAIL'));
        else if (input.includes('.') && !input.endsWith('.idaptive.app')) {
          const tenant = { name: input, host: input };
          state.session = { state: 'confirmTenant', tenant, reasons: ['unknownHost'] };
        } else return endSession();
        sendSession();
      }),
    confirmTenant: () => command('confirmTenant', [], () => endSession()),
    tryDemo: () => command('tryDemo', [], () => signIn(null)),

    signIn: (way) => command('signIn', [way], () => signIn(way)),
    cancelSignIn: () =>
      command('cancelSignIn', [], () => {
        if (state.session.state !== 'signedIn') return endSession(problem('E-AUTH-CANCEL'));
        signInAttempt++;
        state.session = { ...state.session, replacing: false };
        sendSession();
      }),
    signInLink() {
      calls.push({ name: 'signInLink', args: [] });
      return Promise.resolve(`https://${tenant.host}/oauth2/authorize/Portico?response_type=code`);
    },
    setAppWindowLabels: () => Promise.resolve(),
    setDesktopLabels: () => Promise.resolve(),
    saveClientSecret: (value) => command('saveClientSecret', [value], () => (hasSecret = true)),
    signOut: (allAccounts) =>
      command('signOut', [allAccounts], () => {
        clearList();
        endSession();
      }),

    addAccount: () =>
      command('addAccount', [], () => {
        state.session = { ...firstRun(), canGoBack: true };
        sendSession();
      }),
    goBack: () => command('goBack', [], finishSignIn),
    switchAccount: (id) =>
      command('switchAccount', [id], () => {
        const list = state.accounts.accounts.map((account) => ({ ...account, current: account.id === id }));
        const selected = list.find(({ current }) => current);
        state.accounts = { ...state.accounts, accounts: list };
        sendAccounts();
        if (!selected) return;
        const { tenant, user, hasSession } = selected;
        state.session = hasSession ? { ...signedIn, tenant, user } : { ...signedOut, tenant };
        if (!hasSession) clearList();
        sendSession();
      }),
    forgetAccount: (id) =>
      command('forgetAccount', [id], () => {
        state.accounts = {
          ...state.accounts,
          accounts: state.accounts.accounts.filter((one) => one.id !== id),
        };
        sendAccounts();
        clearList();
        state.session = { ...firstRun(), canGoBack: state.accounts.accounts.length > 0 };
        sendSession();
      }),

    lock: () =>
      command('lock', [], () => {
        state.session = locked;
        sendSession();
        clearList();
      }),
    unlock: () => command('unlock', [], restoreSession),

    retryKeyring: () =>
      command('retryKeyring', [], async () => {
        send({ what: 'keyring', view: { ...state.keyring, busy: true } });
        await delay(600);
        state.keyring = { problem: null, busy: false };
        send({ what: 'keyring', view: state.keyring });
      }),
    checkTenant: () => command('checkTenant', [], runCheck),

    refresh: () =>
      command('refresh', [], async () => {
        state.freshness = { ...state.freshness, refreshing: true };
        sendFreshness();
        await delay(700);
        state.freshness = {
          ...state.freshness,
          refreshing: false,
          isCached: false,
          problem: null,
          updatedAt: Date.now(),
        };
        sendFreshness();
      }),

    search: (query) => Promise.resolve(searchApps(state.apps.apps, query)),

    openApp: async (key, target) => {
      calls.push({ name: 'openApp', args: [key, target] });
      const app = state.apps.apps.find((app) => app.key === key);
      const view: LaunchView = {
        ...launch(key, 'opening'),
        key,
        name: app?.name ?? key,
        target: target ?? app?.opensIn?.value ?? state.settings.opensIn.value ?? { kind: 'browser' },
      };
      if (app?.restriction === 'needsPassword') {
        state.launch = {
          ...view,
          phase: 'promptingCredentials',
          credentialsPrompt: emptyCredentialsPrompt,
        };
        send({ what: 'launch', view: state.launch });
      } else await openLaunch(view);
    },
    cancelLaunch: () =>
      command('cancelLaunch', [], () => {
        const view = state.launch;
        state.launch = null;
        if (view)
          send({
            what: 'launch',
            view: { ...view, phase: 'canceled', waitReason: null, credentialsPrompt: null },
          });
      }),
    openAnyway: () => command('openAnyway', [], () => state.launch && openLaunch(state.launch)),
    saveAppCredentials: (username, password) =>
      command('saveAppCredentials', [username, password], async () => {
        const view = state.launch;
        if (!view?.credentialsPrompt) return;
        send({
          what: 'launch',
          view: { ...view, credentialsPrompt: { ...view.credentialsPrompt, username, saving: true } },
        });
        await delay(500);
        if (state.launch === view) await openLaunch(view);
      }),
    listLaunchTargets() {
      calls.push({ name: 'listLaunchTargets', args: [] });
      return Promise.resolve(state.targets);
    },
    answerLink: (answer) =>
      command('answerLink', [answer], async () => {
        const { pending } = state.linkPrompt;
        state.linkPrompt = { pending: null };
        send({ what: 'linkPrompt', view: state.linkPrompt });
        if (pending && answer !== 'no')
          await openLaunch({ ...launch(pending.name, 'opening'), key: pending.key });
      }),
    appLink(key) {
      calls.push({ name: 'appLink', args: [key] });
      return Promise.resolve(`https://${tenant.host}/run?appkey=${encodeURIComponent(key)}`);
    },

    appDetails(key) {
      const app = state.apps.apps.find((one) => one.key === key);
      return app ? Promise.resolve(detailsOf(state.apps, app)) : Promise.reject(problem('E-LAUNCH-GONE'));
    },

    setFavorite: (key, isFavorite) =>
      command('setFavorite', [key, isFavorite], () =>
        sendPreferences(withFavorite(state.preferences, key, isFavorite)),
      ),
    moveFavorite: (key, position) =>
      command('moveFavorite', [key, position], () =>
        sendPreferences(withFavoriteMoved(state.preferences, key, position)),
      ),
    setAppHidden: (key, isHidden) =>
      command('setAppHidden', [key, isHidden], () =>
        sendPreferences(withHidden(state.preferences, key, isHidden)),
      ),
    markNewSeen: () =>
      command('markNewSeen', [], () => sendPreferences({ ...state.preferences, newApps: [] })),
    markActivityRead: () =>
      command('markActivityRead', [], () => sendPreferences({ ...state.preferences, unreadChanges: 0 })),
    saveSettings: (change) => command('saveSettings', [change], () => applySettingsChange(change)),

    iconUrl: demoIcon,
  };
}
