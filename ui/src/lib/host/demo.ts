// A host that lives in the page: the views of a scene, and commands that behave as the real ones would.
// For browsers, tests and pictures; the product's bundle does not contain it.
import type {
  LaunchView,
  PersonalView,
  Place,
  Problem,
  SettingsChange,
  SignInWay,
  Update,
} from '../ipc/types';
import { usualPlace } from '../place';
import type { Host } from './types';
import { companyApps } from './demo/apps';
import { allowed } from './demo/desktop';
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
  unknownCredentials,
  user,
} from './demo/company';
import { find } from './demo/find';
import { demoIcon } from './demo/icons';
import { detailsOf, untouched } from './demo/personal';
import { scene, type Scene } from './demo/scenes';
import { hidden, moved, opened, starred } from './demo/shelves';

export interface DemoHost extends Host {
  /** Every command, in order, for tests; not the words for native windows. */
  readonly calls: { name: string; args: unknown[] }[];
  /** What there is now. */
  readonly now: Scene;
  /** Sends an update as the core would. */
  send(update: Update): void;
}

export function demoHost(asked: URLSearchParams): DemoHost {
  const now = scene(asked);
  const name = asked.get('scene') ?? 'list';
  // These scenes stand still for their picture.
  const frozen = name === 'launching' || name === 'opening-slow' || name.startsWith('check-');
  const calls: { name: string; args: unknown[] }[] = [];
  let watcher: (update: Update) => void = () => undefined;
  let attempt = 0;
  let secret = false;

  const send = (update: Update) => watcher(update);
  const session = () => send({ what: 'session', view: now.session });
  const freshness = () => send({ what: 'freshness', view: now.freshness });
  const accounts = () => send({ what: 'accounts', view: now.accounts });
  const personal = (view: PersonalView = now.personal) => {
    now.personal = view;
    send({ what: 'personal', view });
  };
  const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
  /** Notes a command and does what it does; what takes time goes on after it was taken. */
  const command = (name: string, args: unknown[], act: () => unknown = () => undefined) => {
    calls.push({ name, args });
    void act();
    return Promise.resolve();
  };
  const shownTo = () => (now.freshness.loaded ? user : null);

  async function signIn(asked: SignInWay | null): Promise<void> {
    const mine = ++attempt;
    const canceled = () => mine !== attempt;
    const way = asked ?? now.settings.signIn?.value ?? 'webview';
    if (now.session.state === 'signedIn') {
      now.session = { ...now.session, renewing: true };
      session();
      await wait(3000);
      if (canceled()) return;
    } else {
      for (const [step, ms] of [
        ['checking', 150],
        ['opening', 350],
        ['page', 2500],
        ['finishing', 700],
      ] as const) {
        now.session = { ...signingIn(step, way), user: shownTo(), canUseBrowser: way !== 'browser' };
        session();
        await wait(ms);
        if (canceled()) return;
      }
    }
    come();
  }

  /** Somebody is signed in, and the list is there. */
  function come() {
    now.session = signedIn;
    if (now.apps.apps.length === 0) now.apps = companyApps();
    now.freshness = { ...now.freshness, loaded: true, fromCopy: false, updatedAt: Date.now(), problem: null };
    session();
    send({ what: 'apps', view: now.apps });
    personal();
    freshness();
  }

  function leave(why: Problem | null = null) {
    attempt++;
    now.session = {
      ...signedOut,
      user: shownTo(),
      problem: why,
      needsSecret: name === 'secret' && !secret,
      canUseBrowser: why !== null,
      offersDemo: !now.freshness.loaded,
    };
    session();
  }

  function empty() {
    now.apps = nothing;
    personal(untouched);
    now.freshness = { ...now.freshness, loaded: false, updatedAt: null, problem: null };
    send({ what: 'apps', view: now.apps });
    freshness();
  }

  async function pickUp() {
    now.session = restoring;
    session();
    await wait(400);
    come();
  }

  async function check() {
    if (frozen) return;
    for (let count = 0; count <= 9; count++) {
      send({ what: 'check', view: checked(passed(count), count < 9) });
      await wait(120);
    }
  }

  /** Called off where another launch, or none, has taken its place. */
  async function open(asked: LaunchView) {
    const view: LaunchView = { ...asked, phase: 'opening', waitsFor: null, asks: null, problem: null };
    now.launch = view;
    send({ what: 'launch', view });
    if (frozen) return;
    await wait(300);
    if (now.launch !== view) return;
    now.launch = null;
    send({ what: 'launch', view: { ...view, phase: 'opened' } });
    personal(opened(now.personal, view.key));
  }

  function change(change: SettingsChange) {
    const { settings } = now;
    const changed =
      change.what === 'openRules'
        ? { ...settings, openRules: change.value }
        : { ...settings, [change.what]: { managed: false, value: change.value } };
    now.settings = changed;
    send({ what: 'settings', view: changed });
    now.desktop = allowed(now.desktop, change);
    send({ what: 'desktop', view: now.desktop });
  }

  return {
    calls,
    now,
    send,

    watch(onUpdate) {
      watcher = onUpdate;
      send({ what: 'settings', view: now.settings });
      send({ what: 'desktop', view: now.desktop });
      send({ what: 'apps', view: now.apps });
      personal();
      send({ what: 'vault', view: now.vault });
      if (now.check) send({ what: 'check', view: now.check });
      accounts();
      freshness();
      session();
      if (now.launch) send({ what: 'launch', view: now.launch });
      if (now.link.asked) send({ what: 'link', view: now.link });
      if (now.sought) send({ what: 'sought', view: now.sought });
      return Promise.resolve();
    },

    enterTenant: (address) =>
      command('enterTenant', [address], async () => {
        now.session = firstRun(true);
        session();
        await wait(600);
        const typed = address.trim();
        if (typed === '') now.session = firstRun(false, problem('E-ADDR-EMPTY'));
        else if (typed.includes('@')) now.session = firstRun(false, problem('E-ADDR-MAIL'));
        else if (typed.includes('.') && !typed.endsWith('.idaptive.app')) {
          const strange = { name: typed, host: typed };
          now.session = { state: 'confirmTenant', tenant: strange, reasons: ['unknownHost'] };
        } else return leave();
        session();
      }),
    confirmTenant: () => command('confirmTenant', [], () => leave()),
    tryDemo: () => command('tryDemo', [], () => signIn(null)),

    signIn: (way) => command('signIn', [way], () => signIn(way)),
    cancelSignIn: () =>
      command('cancelSignIn', [], () => {
        if (now.session.state !== 'signedIn') return leave(problem('E-AUTH-CANCEL'));
        attempt++;
        now.session = { ...now.session, renewing: false };
        session();
      }),
    showSignIn: () => command('showSignIn', []),
    signInLink() {
      calls.push({ name: 'signInLink', args: [] });
      return Promise.resolve(`https://${tenant.host}/oauth2/authorize/Portico?response_type=code`);
    },
    signInBar: (words) => command('signInBar', [words]),
    appWindowWords: () => Promise.resolve(),
    desktopWords: () => Promise.resolve(),
    saveClientSecret: (typed) => command('saveClientSecret', [typed], () => (secret = true)),
    signOut: (everybody) =>
      command('signOut', [everybody], () => {
        empty();
        leave();
      }),

    addAccount: () =>
      command('addAccount', [], () => {
        now.session = { ...firstRun(), canGoBack: true };
        session();
      }),
    goBack: () => command('goBack', [], come),
    switchAccount: (id) =>
      command('switchAccount', [id], () => {
        const list = now.accounts.accounts.map((account) => ({ ...account, current: account.id === id }));
        const chosen = list.find(({ current }) => current);
        now.accounts = { ...now.accounts, accounts: list };
        accounts();
        if (!chosen) return;
        const { tenant, user, hasSession } = chosen;
        now.session = hasSession ? { ...signedIn, tenant, user } : { ...signedOut, tenant };
        if (!hasSession) empty();
        session();
      }),
    forgetAccount: (id) =>
      command('forgetAccount', [id], () => {
        now.accounts = { ...now.accounts, accounts: now.accounts.accounts.filter((one) => one.id !== id) };
        accounts();
        empty();
        now.session = { ...firstRun(), canGoBack: now.accounts.accounts.length > 0 };
        session();
      }),

    lock: () =>
      command('lock', [], () => {
        now.session = locked;
        session();
        empty();
      }),
    unlock: () => command('unlock', [], pickUp),
    stir: () => command('stir', []),

    retryVault: () =>
      command('retryVault', [], async () => {
        send({ what: 'vault', view: { ...now.vault, busy: true } });
        await wait(600);
        now.vault = { problem: null, busy: false };
        send({ what: 'vault', view: now.vault });
      }),
    checkTenant: () => command('checkTenant', [], check),

    refresh: () =>
      command('refresh', [], async () => {
        now.freshness = { ...now.freshness, refreshing: true };
        freshness();
        await wait(700);
        now.freshness = {
          ...now.freshness,
          refreshing: false,
          fromCopy: false,
          problem: null,
          updatedAt: Date.now(),
        };
        freshness();
      }),

    search: (query) => Promise.resolve(find(now.apps.apps, query)),

    openApp: (key, place) =>
      command('openApp', [key, place], async () => {
        const app = now.apps.apps.find((app) => app.key === key);
        const where: Place = place ?? (app && usualPlace(app, now.settings)) ?? 'browser';
        const view: LaunchView = { ...launch(key, 'opening'), key, name: app?.name ?? key, place: where };
        if (app?.restriction === 'needsPassword') {
          now.launch = { ...view, phase: 'asking', asks: unknownCredentials };
          send({ what: 'launch', view: now.launch });
        } else await open(view);
      }),
    cancelLaunch: () =>
      command('cancelLaunch', [], () => {
        const view = now.launch;
        now.launch = null;
        if (view) send({ what: 'launch', view: { ...view, phase: 'cancelled', waitsFor: null, asks: null } });
      }),
    openAnyway: () => command('openAnyway', [], () => now.launch && open(now.launch)),
    saveAppCredentials: (username, password) =>
      command('saveAppCredentials', [username, password], async () => {
        const view = now.launch;
        if (!view?.asks) return;
        send({ what: 'launch', view: { ...view, asks: { ...view.asks, username, saving: true } } });
        await wait(500);
        if (now.launch === view) await open(view);
      }),
    places() {
      calls.push({ name: 'places', args: [] });
      return Promise.resolve(now.places);
    },
    answerLink: (answer) =>
      command('answerLink', [answer], async () => {
        const { asked } = now.link;
        now.link = { asked: null };
        send({ what: 'link', view: now.link });
        if (asked && answer !== 'no') await open({ ...launch(asked.name, 'opening'), key: asked.key });
      }),
    appLink(key) {
      calls.push({ name: 'appLink', args: [key] });
      return Promise.resolve(`https://${tenant.host}/run?appkey=${encodeURIComponent(key)}`);
    },

    appDetails(key) {
      const app = now.apps.apps.find((one) => one.key === key);
      return app ? Promise.resolve(detailsOf(now.apps, app)) : Promise.reject(problem('E-LAUNCH-GONE'));
    },

    setFavourite: (key, favourite) =>
      command('setFavourite', [key, favourite], () => personal(starred(now.personal, key, favourite))),
    moveFavourite: (key, to) =>
      command('moveFavourite', [key, to], () => personal(moved(now.personal, key, to))),
    hideApp: (key, away) => command('hideApp', [key, away], () => personal(hidden(now.personal, key, away))),
    seeNew: () => command('seeNew', [], () => personal({ ...now.personal, fresh: [] })),
    readFeed: () => command('readFeed', [], () => personal({ ...now.personal, unread: 0 })),
    notify: (title, body) => command('notify', [title, body]),

    saveSettings: (wanted) => command('saveSettings', [wanted], () => change(wanted)),

    quit: () => command('quit', []),

    iconUrl: demoIcon,
  };
}
