import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  firstRun,
  locked,
  problem,
  restoring,
  signedIn,
  signedOut,
  signingIn,
  tenant,
  notLoaded,
  user,
} from '../demo/views';
import type { FreshnessView, SettingsView } from '../../src/lib/ipc/types';
import {
  showsList,
  AccountChangeDetector,
  selectBanner,
  type SessionWithList,
} from '../../src/lib/state/banner';

const loaded: FreshnessView = { ...notLoaded, loaded: true };
const settings = defaultSettings();

describe('showsList', () => {
  it.each([
    ['no session yet', null, loaded, false],
    ['first run', firstRun(), loaded, false],
    ['locked', locked, loaded, false],
    ['signed in', signedIn, notLoaded, true],
    ['restoring', restoring, notLoaded, true],
    ['signed out with a list', { ...signedOut, user }, loaded, true],
    ['signed out without a user', signedOut, loaded, false],
    ['signed out without a list', { ...signedOut, user }, notLoaded, false],
    ['signing in with a list', { ...signingIn('page'), user }, loaded, true],
    ['signing in without a list', signingIn('page'), loaded, false],
  ])('%s', (_, session, freshness, expected) => {
    expect(showsList(session, freshness)).toBe(expected);
  });
});

describe('selectBanner', () => {
  const offline = { ...loaded, problem: problem('E-NET-OFFLINE') };
  const settingsWithProblem: SettingsView = { ...settings, problem: problem('E-DISK-FULL') };
  const inBrowser: SettingsView = { ...settings, signIn: { value: 'browser', managed: false } };
  const warning = problem('E-AUTH-BLANK');

  it.each<[string, SessionWithList, FreshnessView, SettingsView, object | null]>([
    ['signed in, no problem', signedIn, loaded, settings, null],
    ['a refresh that failed', signedIn, offline, settings, { kind: 'list' }],
    ['no list: the problem is shown in its place', signedIn, { ...offline, loaded: false }, settings, null],
    ['list problem before settings problem', signedIn, offline, settingsWithProblem, { kind: 'list' }],
    ['settings', signedIn, loaded, settingsWithProblem, { kind: 'settings' }],
    [
      'replacing the session before all else',
      { ...signedIn, replacing: true },
      offline,
      settingsWithProblem,
      { kind: 'replacing' },
    ],
    [
      'replacing with the configured method',
      { ...signedIn, replacing: true },
      loaded,
      inBrowser,
      { method: 'browser' },
    ],
    ['restoring', restoring, offline, settings, { kind: 'restoring' }],
    ['signing in', signingIn('page'), offline, settings, { kind: 'signingIn', host: tenant.host }],
    ['warning', { ...signingIn('page'), warning }, loaded, settings, { kind: 'warning', problem: warning }],
    ['signed out', signedOut, offline, settings, { kind: 'signedOut', problem: null }],
    ['ended', { ...signedOut, problem: warning }, loaded, settings, { kind: 'signedOut', problem: warning }],
    [
      'canceled by the user',
      { ...signedOut, problem: problem('E-AUTH-CANCEL') },
      loaded,
      settings,
      { kind: 'signedOut', problem: null },
    ],
  ])('%s', (_, session, freshness, settingsView, expected) => {
    const banner = selectBanner(session, freshness, settingsView);
    if (expected === null) expect(banner).toBeNull();
    else expect(banner).toMatchObject(expected);
  });
});

describe('selectBanner for preferences problems', () => {
  it('ranks below list problems', () => {
    const diskFull = problem('E-DISK-FULL');
    expect(selectBanner(signedIn, loaded, settings, diskFull)).toEqual({
      kind: 'preferences',
      problem: diskFull,
    });
    const offline = { ...loaded, problem: problem('E-NET-OFFLINE') };
    expect(selectBanner(signedIn, offline, settings, diskFull)).toMatchObject({ kind: 'list' });
  });
});

describe('AccountChangeDetector', () => {
  it('epoch changes with user or tenant, not when the user name arrives late', () => {
    const detector = new AccountChangeDetector();
    const withoutUserName = { ...signedIn, user: { name: '' } };
    const first = detector.epoch(withoutUserName);
    expect(detector.epoch(signedIn)).toBe(first);
    expect(detector.epoch(null)).toBe(first);
    expect(detector.epoch({ ...signedOut, user })).toBe(first);
    expect(detector.epoch(withoutUserName)).toBe(first);
    const other = detector.epoch({ ...signedIn, user: { name: 'other@acme.test' } });
    expect(other).not.toBe(first);
    expect(detector.epoch({ ...signedIn, tenant: { name: 'Globex', host: 'globex.test' } })).not.toBe(other);
  });
});
