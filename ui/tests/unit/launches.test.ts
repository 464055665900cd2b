import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoHost, type DemoHost } from '../../src/lib/host/demo';
import { problem } from '../../src/lib/host/demo/company';
import type { AppView } from '../../src/lib/ipc/types';
import { Announcer } from '../../src/lib/state/announcer.svelte';
import { Launches } from '../../src/lib/state/launches.svelte';
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
  await host.watch((update) => {
    views.take(update);
    if (update.what === 'launch') launches.take(update.view);
  });
  const found = views.apps.apps.find(({ name }) => name === 'Salesforce');
  if (!found) throw new Error('no Salesforce');
  app = found;
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
    expect(launches.ringing?.key).toBe(app.key);
    expect(announcer.said?.words).toBe('Opening Salesforce in your browser');
    await vi.advanceTimersByTimeAsync(3000);
    expect(launches.ringing).toBeNull();
  });

  it('rings for three seconds at most', async () => {
    await setUp('launching');
    launches.open(app);
    await vi.advanceTimersByTimeAsync(2900);
    expect(launches.ringing?.key).toBe(app.key);
    await vi.advanceTimersByTimeAsync(200);
    expect(launches.ringing).toBeNull();
  });

  it('asks where apps open when nobody said, and remembers', async () => {
    await setUp('ask-place');
    launches.open(app);
    expect(opened()).toHaveLength(0);
    expect(launches.asking?.key).toBe(app.key);
    launches.answer('window', true);
    expect(host.calls.map(({ name, args }) => [name, ...args])).toEqual([
      ['saveSettings', { what: 'opensIn', value: 'window' }],
      ['openApp', app.key, 'window'],
    ]);
  });

  it('does not remember when not asked to, and opens nothing when dismissed', async () => {
    await setUp('ask-place');
    launches.open(app);
    launches.dismissQuestion();
    vi.advanceTimersByTime(2000);
    expect(host.calls).toHaveLength(0);
    launches.open(app);
    launches.answer('browser', false);
    expect(host.calls.map(({ name }) => name)).toEqual(['openApp']);
  });

  it('keeps a failure in sight, with its app', () => {
    host.send({
      what: 'launch',
      view: {
        key: app.key,
        name: app.name,
        phase: 'failed',
        place: 'browser',
        problem: problem('E-LAUNCH-OPEN'),
      },
    });
    expect(launches.notice).toMatchObject({ kind: 'failed', key: app.key });
    expect(announcer.said?.words).toBe('Salesforce did not open. No browser could be started.');
  });

  it('says that an app waits for the sign-in', () => {
    host.send({
      what: 'launch',
      view: { key: app.key, name: app.name, phase: 'waiting', place: 'browser', problem: null },
    });
    expect(launches.notice).toEqual({ kind: 'waiting', name: 'Salesforce' });
  });
});
