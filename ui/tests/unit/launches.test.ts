import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoHost, type DemoHost } from '../demo/host';
import { launch, problem } from '../demo/views';
import type { AppView, OpenRule, Target } from '../../src/lib/ipc/types';
import { browserTarget } from '../../src/lib/launch-target';
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
const window: Target = { kind: 'window' };

async function setUp(scene: string) {
  host = demoHost(new URLSearchParams({ scene }));
  views = new Views();
  announcer = new Announcer();
  launches = new Launches(host, views, announcer, () => language);
  await host.subscribe((update) => {
    views.apply(update);
    if (update.what === 'launch') launches.onLaunchUpdate(update.view);
  });
  app = appNamed('Salesforce');
}

function appNamed(wanted: string): AppView {
  const found = views.apps.apps.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no ${wanted}`);
  return found;
}

/** Sets the personal open rules. */
function setOpenRules(value: OpenRule[]) {
  void host.saveSettings({ what: 'openRules', value });
  host.calls.length = 0;
  app = appNamed(app.name);
}

beforeEach(() => {
  vi.useFakeTimers();
  return setUp('list');
});
afterEach(() => void vi.useRealTimers());

const openCalls = () => host.calls.filter(({ name }) => name === 'openApp');

describe('Launches', () => {
  it('a repeated click is handed to the core, which tells that it is the same', async () => {
    launches.open(app);
    await vi.advanceTimersByTimeAsync(900);
    launches.open(app);
    expect(openCalls()).toHaveLength(2);
    // No view follows a repetition; the spinner ends all the same.
    await vi.advanceTimersByTimeAsync(900);
    expect(launches.busyApp).toBeNull();
  });

  it('after a failure another target opens at once', () => {
    launches.open(app);
    host.send({
      what: 'launch',
      view: { ...launch(app.name, 'failed', problem('E-LAUNCH-PLACE')), key: app.key },
    });
    launches.open(app, { kind: 'browser' });
    expect(openCalls()).toHaveLength(2);
  });

  it('announces the target and hides the spinner', async () => {
    launches.open(app);
    expect(launches.busyApp?.key).toBe(app.key);
    expect(announcer.current?.text).toBe('Opening Salesforce in your browser');
    await vi.advanceTimersByTimeAsync(3000);
    expect(launches.busyApp).toBeNull();
  });

  it('hides the spinner after three seconds', async () => {
    await setUp('launching');
    launches.open(app);
    await vi.advanceTimersByTimeAsync(2900);
    expect(launches.busyApp?.key).toBe(app.key);
    await vi.advanceTimersByTimeAsync(200);
    expect(launches.busyApp).toBeNull();
  });

  it('prompts for a target if none is set, and saves the answer', async () => {
    await setUp('ask-target');
    launches.open(app);
    expect(openCalls()).toHaveLength(0);
    expect(launches.targetPrompt?.key).toBe(app.key);
    launches.answerTargetPrompt(window, true);
    expect(host.calls.map(({ name, args }) => [name, ...args])).toEqual([
      ['saveSettings', { what: 'opensIn', value: window }],
      ['openApp', app.key, window],
    ]);
  });

  it('a dismissed prompt opens nothing, and an unsaved answer is not stored', async () => {
    await setUp('ask-target');
    launches.open(app);
    launches.dismissPrompts();
    vi.advanceTimersByTime(2000);
    expect(host.calls).toHaveLength(0);
    launches.open(app);
    launches.answerTargetPrompt({ kind: 'browser' }, false);
    expect(host.calls.map(({ name }) => name)).toEqual(['openApp']);
  });

  it('a failed launch stays as a notice with its app', () => {
    host.send({ what: 'launch', view: launch(app.name, 'failed', problem('E-LAUNCH-OPEN')) });
    expect(launches.notice).toMatchObject({ kind: 'failed', key: app.key });
    expect(announcer.current?.text).toBe('Salesforce did not open. No browser could be started.');
  });

  it('a rule for the app skips the prompt', async () => {
    await setUp('ask-target');
    setOpenRules([{ app: app.key, category: null, target: window }]);
    launches.open(app);
    expect(launches.targetPrompt).toBeNull();
    expect(openCalls()).toEqual([{ name: 'openApp', args: [app.key, null] }]);
    const jira = appNamed('Jira');
    launches.open(jira);
    expect(launches.targetPrompt?.key).toBe(jira.key);
  });

  it('alternateTarget is the opposite of the default target', () => {
    expect(launches.alternateTarget(app)).toEqual(window);
    setOpenRules([{ app: app.key, category: null, target: window }]);
    expect(launches.alternateTarget(app)).toEqual({ kind: 'browser' });
    setOpenRules([{ app: app.key, category: null, target: browserTarget('firefox') }]);
    expect(launches.alternateTarget(app)).toEqual(window);
  });

  it('openPrivate uses the default browser, or reports that it has no private window', async () => {
    await launches.openPrivate(app);
    expect(openCalls()).toEqual([{ name: 'openApp', args: [app.key, browserTarget('firefox', null, true)] }]);
    expect(announcer.current?.text).toBe('Opening Salesforce in Firefox, private window');
    vi.advanceTimersByTime(2000);
    host.state.targets = { browsers: [], commands: [] };
    await launches.targets.refresh();
    await launches.openPrivate(app);
    expect(openCalls()).toHaveLength(1);
    expect(launches.notice).toEqual({ kind: 'noPrivate' });
  });

  it('launch targets are listed on first use, not at startup', () => {
    expect(host.calls).toEqual([]);
    const view = { ...launch(app.name, 'opening'), target: browserTarget('firefox', 'work') };
    host.send({ what: 'launch', view });
    expect(announcer.current?.text).toBe('Opening Salesforce…');
    expect(host.calls.map(({ name }) => name)).toEqual(['listLaunchTargets']);
  });

  it('a remembered target becomes the first and only rule of that app', () => {
    const others: OpenRule[] = [
      { app: null, category: 'Sales', target: { kind: 'browser' } },
      { app: app.key, category: null, target: { kind: 'browser' } },
    ];
    setOpenRules(others);
    launches.openWith(app);
    launches.chooseTarget(browserTarget('chromium'), true);
    const rule = { app: app.key, category: null, target: browserTarget('chromium') };
    const done = host.calls.filter(({ name }) => name !== 'listLaunchTargets');
    expect(done.map(({ name, args }) => [name, ...args])).toEqual([
      ['saveSettings', { what: 'openRules', value: [rule, others[0]] }],
      ['openApp', app.key, browserTarget('chromium')],
    ]);
  });

  it('the full target list, reached from the prompt, remembers for all apps', async () => {
    await setUp('ask-target');
    launches.open(app);
    launches.showAllTargets(true);
    expect([launches.targetPrompt, launches.openWithPrompt]).toEqual([null, { app, rememberForAll: true }]);
    launches.chooseTarget(browserTarget('chromium'), true);
    expect(host.calls[0]).toEqual({
      name: 'saveSettings',
      args: [{ what: 'opensIn', value: browserTarget('chromium') }],
    });
  });
});

describe('waiting launch', () => {
  const waitingLaunch = (name = 'Salesforce') => launch(name, 'waiting');

  it('is announced once and stays until it opens', () => {
    host.send({ what: 'launch', view: waitingLaunch() });
    expect(announcer.current?.text).toBe('Opening Salesforce once you are signed in.');
    const said = announcer.current;
    host.send({ what: 'launch', view: waitingLaunch() });
    expect(announcer.current).toBe(said);
    host.send({ what: 'launch', view: { ...waitingLaunch(), waitReason: 'network' } });
    expect(announcer.current?.text).toBe('Opening Salesforce once the network is back.');
    expect(launches.pendingLaunch?.waitReason).toBe('network');
    host.send({ what: 'launch', view: launch('Salesforce', 'opening') });
    expect(launches.pendingLaunch).toBeNull();
  });

  it('stays while another app opens', () => {
    host.send({ what: 'launch', view: waitingLaunch() });
    host.send({ what: 'launch', view: launch('Jira', 'opening') });
    host.send({ what: 'launch', view: launch('Jira', 'opened') });
    expect(launches.pendingLaunch?.name).toBe('Salesforce');
  });

  it('is replaced by a later waiting launch', () => {
    host.send({ what: 'launch', view: waitingLaunch() });
    host.send({ what: 'launch', view: launch('Salesforce', 'canceled') });
    host.send({ what: 'launch', view: waitingLaunch('Jira') });
    expect(launches.pendingLaunch?.name).toBe('Jira');
    expect(launches.notice).toBeNull();
  });

  it('is canceled once and leaves a brief notice', () => {
    host.send({ what: 'launch', view: waitingLaunch() });
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

describe('slow launch', () => {
  it('can be canceled after slowLaunchMs', () => {
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

  it('is not shown when the app opens sooner', () => {
    host.send({ what: 'launch', view: launch('Salesforce', 'opening') });
    host.send({ what: 'launch', view: launch('Salesforce', 'opened') });
    vi.advanceTimersByTime(1000);
    expect(launches.slowLaunch).toBeNull();
  });
});
