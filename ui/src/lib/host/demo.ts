// A host that lives in the page: the views of a scene, and commands that behave as the real ones would.
// For browsers, tests and pictures; the product's bundle does not contain it.
import type { AppView, HitView, LaunchView, Place, SearchView, SettingsChange, Update } from '../ipc/types';
import type { Host } from './types';
import { companyApps } from './demo/apps';
import { demoIcon } from './demo/icons';
import { problem, scene } from './demo/scenes';

export interface DemoHost extends Host {
  /** Every command, in order, for tests. */
  readonly calls: { name: string; args: unknown[] }[];
  /** Sends an update as the core would. */
  send(update: Update): void;
}

export function demoHost(asked: URLSearchParams): DemoHost {
  const now = scene(asked);
  const frozen = asked.get('scene') === 'launching';
  const calls: { name: string; args: unknown[] }[] = [];
  let watcher: (update: Update) => void = () => undefined;
  let attempt = 0;
  const tenant = { name: 'Acme', host: 'acme.my.idaptive.app' };
  const user = { name: 'user@acme.test' };

  const send = (update: Update) => watcher(update);
  const session = () => send({ what: 'session', view: now.session });
  const freshness = () => send({ what: 'freshness', view: now.freshness });
  const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const note = (name: string, ...args: unknown[]) => void calls.push({ name, args });

  async function signIn(): Promise<void> {
    const mine = ++attempt;
    const canceled = () => mine !== attempt;
    now.session = { state: 'signingIn', tenant, step: 'opening', host: null };
    session();
    await wait(500);
    if (canceled()) return;
    now.session = { state: 'signingIn', tenant, step: 'page', host: tenant.host };
    session();
    await wait(2500);
    if (canceled()) return;
    now.session = { state: 'signingIn', tenant, step: 'finishing', host: tenant.host };
    session();
    await wait(700);
    if (canceled()) return;
    now.session = { state: 'signedIn', tenant, user, endsAt: null, canChangeTenant: true };
    now.apps = companyApps();
    now.freshness = { ...now.freshness, loaded: true, fromCopy: false, updatedAt: Date.now(), problem: null };
    session();
    send({ what: 'apps', view: now.apps });
    freshness();
  }

  function signedOut(code?: 'E-AUTH-CANCEL') {
    now.session = {
      state: 'signedOut',
      tenant,
      user: null,
      problem: code ? problem(code) : null,
      canChangeTenant: true,
      offersDemo: true,
    };
    session();
  }

  return {
    calls,
    send,

    watch(onUpdate) {
      watcher = onUpdate;
      send({ what: 'settings', view: now.settings });
      send({ what: 'apps', view: now.apps });
      freshness();
      session();
      if (now.launch) send({ what: 'launch', view: now.launch });
      return Promise.resolve();
    },

    async enterTenant(address) {
      note('enterTenant', address);
      now.session = { state: 'firstRun', offersDemo: true, looking: true, problem: null };
      session();
      await wait(600);
      const typed = address.trim();
      if (typed === '') now.session = { ...now.session, looking: false, problem: problem('E-ADDR-EMPTY') };
      else if (typed.includes('@'))
        now.session = { ...now.session, looking: false, problem: problem('E-ADDR-MAIL') };
      else if (typed.includes('.') && !typed.endsWith('.idaptive.app')) {
        now.session = {
          state: 'confirmTenant',
          tenant: { name: typed, host: typed },
          reasons: ['unknownHost'],
        };
      } else return signedOut();
      session();
    },
    confirmTenant() {
      note('confirmTenant');
      signedOut();
      return Promise.resolve();
    },
    changeTenant() {
      note('changeTenant');
      now.session = { state: 'firstRun', offersDemo: true, looking: false, problem: null };
      session();
      return Promise.resolve();
    },
    tryDemo() {
      note('tryDemo');
      void signIn();
      return Promise.resolve();
    },

    signIn() {
      note('signIn');
      void signIn();
      return Promise.resolve();
    },
    cancelSignIn() {
      note('cancelSignIn');
      attempt++;
      signedOut('E-AUTH-CANCEL');
      return Promise.resolve();
    },
    showSignIn() {
      note('showSignIn');
      return Promise.resolve();
    },
    signOut() {
      note('signOut');
      now.apps = { apps: [], sections: [] };
      now.freshness = { ...now.freshness, loaded: false, updatedAt: null, problem: null };
      signedOut();
      return Promise.resolve();
    },

    async refresh() {
      note('refresh');
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
    },

    search(query) {
      return Promise.resolve(find(now.apps.apps, query));
    },

    async openApp(key, place) {
      note('openApp', key, place);
      const name = now.apps.apps.find((app) => app.key === key)?.name ?? key;
      const where: Place = place ?? now.settings.opensIn.value ?? 'browser';
      const view: LaunchView = { key, name, phase: 'opening', place: where, problem: null };
      send({ what: 'launch', view });
      if (frozen) return;
      await wait(400);
      send({ what: 'launch', view: { ...view, phase: 'opened' } });
    },
    appLink(key) {
      note('appLink', key);
      return Promise.resolve(`https://${tenant.host}/run?appkey=${encodeURIComponent(key)}`);
    },

    saveSettings(change: SettingsChange) {
      note('saveSettings', change);
      const { settings } = now;
      if (change.what === 'theme')
        now.settings = { ...settings, theme: { ...settings.theme, value: change.value } };
      else if (change.what === 'opensIn') {
        now.settings = { ...settings, opensIn: { ...settings.opensIn, value: change.value } };
      } else now.settings = { ...settings, localCopy: { ...settings.localCopy, value: change.value } };
      send({ what: 'settings', view: now.settings });
      return Promise.resolve();
    },

    iconUrl: demoIcon,
  };
}

/** A plain stand-in for the core's ranking: the start of the name, then of a word, then letters in order. */
function find(apps: AppView[], query: string): SearchView {
  const wanted = query.trim().toLowerCase();
  const scored: { score: number; hit: HitView; name: string }[] = [];
  for (const { key, name, category, description } of apps) {
    const low = name.toLowerCase();
    const at = low.indexOf(wanted);
    if (at >= 0) {
      const score = at === 0 ? 0 : low[at - 1] === ' ' ? 1 : 2;
      scored.push({ score, name, hit: { key, ranges: [[at, at + wanted.length]] } });
      continue;
    }
    const ranges = inOrder(low, wanted);
    if (ranges) scored.push({ score: 3 + ranges.length, name, hit: { key, ranges } });
    else if (`${category ?? ''} ${description ?? ''}`.toLowerCase().includes(wanted)) {
      scored.push({ score: 20, name, hit: { key, ranges: [] } });
    }
  }
  scored.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return { query, total: scored.length, hits: scored.slice(0, 50).map(({ hit }) => hit) };
}

function inOrder(name: string, wanted: string): [number, number][] | null {
  const ranges: [number, number][] = [];
  let from = 0;
  for (const letter of wanted) {
    const at = name.indexOf(letter, from);
    if (at < 0) return null;
    const last = ranges.at(-1);
    if (last && last[1] === at) last[1] = at + 1;
    else ranges.push([at, at + 1]);
    from = at + 1;
  }
  return ranges.length <= 3 ? ranges : null;
}
