import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoHost, type DemoHost } from '../../src/lib/host/demo';
import { launch, problem } from '../../src/lib/host/demo/views';
import type { AppView, OpenRule } from '../../src/lib/ipc/types';
import { Announcer } from '../../src/lib/state/announcer.svelte';
import { Launches, slowLaunchMs } from '../../src/lib/state/launches.svelte';
import { Views } from '../../src/lib/state/views.svelte';
import { Language } from '../../src/lib/text/language';

let host: DemoHost;
let views: Views;
let announcer: Announcer;
let launches: Launches;
let app: AppView;
const language = new Language(['en']);

async function setUp(scene: string) {
  host = demoHost(new URLSearchParams({ scene }));
  views = new Views();
  announcer = new Announcer();
  launches = new Launches(host, views, announcer, () => language);
  await host.subscribe((update) => {
    views.apply(update);
    if (update.what === 'launch') launches.onLaunchUpdate(update.view);
  });
  app = named('Salesforce');
}

function named(wanted: string): AppView {
  const found = views.apps.apps.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no ${wanted}`);
  return found;
}

/** The person's own. */
function rules(openRules: OpenRule[]) {
  host.state.settings = { ...host.state.settings, openRules };
  host.send({ what: 'settings', view: host.state.settings });
}

beforeEach(() => {
  vi.useFakeTimers();
  return setUp('list');
});
afterEach(() => void vi.useRealTimers());

const opened = () => host.calls.filter(({ name }) => name === 'openApp');

describe('Launches', () => {
  it('opens once for a double click', () => {
    launches.open(app);
    launches.open(app);
    expect(opened()).toHaveLength(1);
  });

  it('opens elsewhere at once after a failure', () => {
    launches.open(app);
    host.send({
      what: 'launch',
      view: { ...launch(app.name, 'failed', problem('E-LAUNCH-PLACE')), key: app.key },
    });
    launches.open(app, 'browser');
    expect(opened()).toHaveLength(2);
  });

  it('opens once for an Enter that is held for ten seconds', () => {
    for (let at = 0; at < 10_000; at += 30) {
      launches.open(app);
      vi.advanceTimersByTime(30);
    }
    expect(opened()).toHaveLength(1);
  });

  it('opens again after a second, and another app at once', () => {
    launches.open(app);
    vi.advanceTimersByTime(1001);
    launches.open(app);
    const other = views.apps.apps.find(({ name }) => name === 'Jira');
    if (other) launches.open(other);
    expect(opened()).toHaveLength(3);
  });

  it('says where the app opens, and ends the ring', async () => {
    launches.open(app);
    expect(launches.busyApp?.key).toBe(app.key);
    expect(announcer.current?.text).toBe('Opening Salesforce in your browser');
    await vi.advanceTimersByTimeAsync(3000);
    expect(launches.busyApp).toBeNull();
  });

  it('rings for three seconds at most', async () => {
    await setUp('launching');
    launches.open(app);
    await vi.advanceTimersByTimeAsync(2900);
    expect(launches.busyApp?.key).toBe(app.key);
    await vi.advanceTimersByTimeAsync(200);
    expect(launches.busyApp).toBeNull();
  });

  it('asks where apps open when nobody said, and remembers', async () => {
    await setUp('ask-target');
    launches.open(app);
    expect(opened()).toHaveLength(0);
    expect(launches.targetPrompt?.key).toBe(app.key);
    launches.answerTargetPrompt('window', true);
    expect(host.calls.map(({ name, args }) => [name, ...args])).toEqual([
      ['saveSettings', { what: 'opensIn', value: 'window' }],
      ['openApp', app.key, 'window'],
    ]);
  });

  it('does not remember when not asked to, and opens nothing when dismissed', async () => {
    await setUp('ask-target');
    launches.open(app);
    launches.dismissPrompts();
    vi.advanceTimersByTime(2000);
    expect(host.calls).toHaveLength(0);
    launches.open(app);
    launches.answerTargetPrompt('browser', false);
    expect(host.calls.map(({ name }) => name)).toEqual(['openApp']);
  });

  it('keeps a failure in sight, with its app', () => {
    host.send({ what: 'launch', view: launch(app.name, 'failed', problem('E-LAUNCH-OPEN')) });
    expect(launches.notice).toMatchObject({ kind: 'failed', key: app.key });
    expect(announcer.current?.text).toBe('Salesforce did not open. No browser could be started.');
  });

  it('asks nobody where a rule decides, and opens in the place that the core takes', async () => {
    await setUp('ask-target');
    rules([{ app: app.key, category: null, target: 'window' }]);
    launches.open(app);
    expect(launches.targetPrompt).toBeNull();
    expect(opened()).toEqual([{ name: 'openApp', args: [app.key, null] }]);
    const jira = named('Jira');
    launches.open(jira);
    expect(launches.targetPrompt?.key).toBe(jira.key);
  });

  it('knows the other place of each app', () => {
    expect(launches.alternateTarget(app)).toBe('window');
    rules([{ app: app.key, category: null, target: 'window' }]);
    expect(launches.alternateTarget(app)).toBe('browser');
    rules([{ app: app.key, category: null, target: 'browser:firefox' }]);
    expect(launches.alternateTarget(app)).toBe('window');
  });

  it('opens a private window of the default browser, or says that there is none', async () => {
    await launches.openPrivate(app);
    expect(opened()).toEqual([{ name: 'openApp', args: [app.key, 'browser:firefox:private'] }]);
    expect(announcer.current?.text).toBe('Opening Salesforce in Firefox, private window');
    vi.advanceTimersByTime(2000);
    host.state.targets = { browsers: [], commands: [] };
    await launches.targets.refresh();
    await launches.openPrivate(app);
    expect(opened()).toHaveLength(1);
    expect(launches.notice).toEqual({ kind: 'noPrivate' });
  });

  it('asks for the places when they are first needed, never at the start', () => {
    expect(host.calls).toEqual([]);
    const view = { ...launch(app.name, 'opening'), target: 'browser:firefox:profile=work' };
    host.send({ what: 'launch', view });
    expect(announcer.current?.text).toBe('Opening Salesforce…');
    expect(host.calls.map(({ name }) => name)).toEqual(['listLaunchTargets']);
  });

  it('makes a rule of "always here", the first of all and the only one of that app', () => {
    const others = [
      { app: null, category: 'Sales', target: 'browser' },
      { app: app.key, category: null, target: 'browser' },
    ];
    rules(others);
    launches.openWith(app);
    launches.chooseTarget('browser:chromium', true);
    const rule = { app: app.key, category: null, target: 'browser:chromium' };
    const done = host.calls.filter(({ name }) => name !== 'listLaunchTargets');
    expect(done.map(({ name, args }) => [name, ...args])).toEqual([
      ['saveSettings', { what: 'openRules', value: [rule, others[0]] }],
      ['openApp', app.key, 'browser:chromium'],
    ]);
  });

  it('goes from the question to all places, and what is remembered holds for all apps', async () => {
    await setUp('ask-target');
    launches.open(app);
    launches.showAllTargets(true);
    expect([launches.targetPrompt, launches.openWithPrompt]).toEqual([null, { app, rememberForAll: true }]);
    launches.chooseTarget('browser:chromium', true);
    expect(host.calls[0]).toEqual({
      name: 'saveSettings',
      args: [{ what: 'opensIn', value: 'browser:chromium' }],
    });
  });
});

describe('what waits', () => {
  const waiting = (name = 'Salesforce') => launch(name, 'waiting');

  it('is said once, and stays until it opens or is called off', () => {
    host.send({ what: 'launch', view: waiting() });
    expect(announcer.current?.text).toBe('Opening Salesforce once you are signed in.');
    const said = announcer.current;
    host.send({ what: 'launch', view: waiting() });
    expect(announcer.current).toBe(said);
    host.send({ what: 'launch', view: { ...waiting(), waitReason: 'network' } });
    expect(announcer.current?.text).toBe('Opening Salesforce once the network is back.');
    expect(launches.pendingLaunch?.waitReason).toBe('network');
    host.send({ what: 'launch', view: launch('Salesforce', 'opening') });
    expect(launches.pendingLaunch).toBeNull();
  });

  it('stays while another app opens', () => {
    host.send({ what: 'launch', view: waiting() });
    host.send({ what: 'launch', view: launch('Jira', 'opening') });
    host.send({ what: 'launch', view: launch('Jira', 'opened') });
    expect(launches.pendingLaunch?.name).toBe('Salesforce');
  });

  it('gives way to what was clicked after it', () => {
    host.send({ what: 'launch', view: waiting() });
    host.send({ what: 'launch', view: launch('Salesforce', 'canceled') });
    host.send({ what: 'launch', view: waiting('Jira') });
    expect(launches.pendingLaunch?.name).toBe('Jira');
    expect(launches.notice).toBeNull();
  });

  it('is called off once, and says so for a moment', () => {
    host.send({ what: 'launch', view: waiting() });
    launches.cancel();
    expect(launches.pendingLaunch).toBeNull();
    expect(host.calls).toEqual([{ name: 'cancelLaunch', args: [] }]);
    host.send({ what: 'launch', view: launch('Salesforce', 'canceled') });
    expect(launches.notice).toEqual({ kind: 'canceled', name: 'Salesforce' });
    expect(announcer.current?.text).toBe('Salesforce was not opened.');
    vi.advanceTimersByTime(4000);
    expect(launches.notice).toBeNull();
  });
});

describe('what takes long to open', () => {
  it('can be called off after a while', () => {
    host.send({ what: 'launch', view: launch('Salesforce', 'opening') });
    vi.advanceTimersByTime(slowLaunchMs - 1);
    expect(launches.slowLaunch).toBeNull();
    vi.advanceTimersByTime(1);
    expect(launches.slowLaunch?.name).toBe('Salesforce');
    host.send({ what: 'launch', view: launch('Jira', 'opened') });
    expect(launches.slowLaunch?.name).toBe('Salesforce');
    host.send({ what: 'launch', view: launch('Salesforce', 'opened') });
    expect(launches.slowLaunch).toBeNull();
  });

  it('is not spoken of when it opened sooner', () => {
    host.send({ what: 'launch', view: launch('Salesforce', 'opening') });
    host.send({ what: 'launch', view: launch('Salesforce', 'opened') });
    vi.advanceTimersByTime(1000);
    expect(launches.slowLaunch).toBeNull();
  });
});
