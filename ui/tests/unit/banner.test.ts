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
} from '../../src/lib/host/demo/views';
import type { FreshnessView, SettingsView } from '../../src/lib/ipc/types';
import {
  showsList,
  AccountChangeDetector,
  selectBanner,
  type SessionWithList,
} from '../../src/lib/state/banner';

const fresh: FreshnessView = { ...notLoaded, loaded: true };
const settings = defaultSettings();

describe('showsList', () => {
  it.each([
    ['no session yet', null, fresh, false],
    ['first run', firstRun(), fresh, false],
    ['locked', locked, fresh, false],
    ['signed in', signedIn, notLoaded, true],
    ['restoring', restoring, notLoaded, true],
    ['signed out with a list', { ...signedOut, user }, fresh, true],
    ['signed out without a user', signedOut, fresh, false],
    ['signed out without a list', { ...signedOut, user }, notLoaded, false],
    ['signing in with a list', { ...signingIn('page'), user }, fresh, true],
    ['signing in without a list', signingIn('page'), fresh, false],
  ])('%s', (_, session, freshness, expected) => {
    expect(showsList(session, freshness)).toBe(expected);
  });
});

describe('selectBanner', () => {
  const offline = { ...fresh, problem: problem('E-NET-OFFLINE') };
  const broken: SettingsView = { ...settings, problem: problem('E-DISK-FULL') };
  const inBrowser: SettingsView = { ...settings, signIn: { value: 'browser', managed: false } };
  const trouble = problem('E-AUTH-BLANK');

  it.each<[string, SessionWithList, FreshnessView, SettingsView, object | null]>([
    ['signed in, no problem', signedIn, fresh, settings, null],
    ['a refresh that failed', signedIn, offline, settings, { kind: 'list' }],
    ['no list: the problem is shown in its place', signedIn, { ...offline, loaded: false }, settings, null],
    ['list problem before settings problem', signedIn, offline, broken, { kind: 'list' }],
    ['settings', signedIn, fresh, broken, { kind: 'settings' }],
    [
      'replacing the session before all else',
      { ...signedIn, replacing: true },
      offline,
      broken,
      { kind: 'replacing' },
    ],
    [
      'replacing with the configured method',
      { ...signedIn, replacing: true },
      fresh,
      inBrowser,
      { method: 'browser' },
    ],
    ['restoring', restoring, offline, settings, { kind: 'restoring' }],
    ['signing in', signingIn('page'), offline, settings, { kind: 'signingIn', host: tenant.host }],
    [
      'warning',
      { ...signingIn('page'), warning: trouble },
      fresh,
      settings,
      { kind: 'warning', problem: trouble },
    ],
    ['signed out', signedOut, offline, settings, { kind: 'signedOut', problem: null }],
    ['ended', { ...signedOut, problem: trouble }, fresh, settings, { kind: 'signedOut', problem: trouble }],
    [
      'canceled by the user',
      { ...signedOut, problem: problem('E-AUTH-CANCEL') },
      fresh,
      settings,
      { kind: 'signedOut', problem: null },
    ],
  ])('%s', (_, session, freshness, set, expected) => {
    const found = selectBanner(session, freshness, set);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});

describe('selectBanner for personalization problems', () => {
  it('ranks below list problems', () => {
    const trouble = problem('E-DISK-FULL');
    expect(selectBanner(signedIn, fresh, settings, trouble)).toEqual({
      kind: 'personalization',
      problem: trouble,
    });
    const offline = { ...fresh, problem: problem('E-NET-OFFLINE') };
    expect(selectBanner(signedIn, offline, settings, trouble)).toMatchObject({ kind: 'list' });
  });
});

describe('AccountChangeDetector', () => {
  it('epoch changes with user or tenant, not when the user name arrives late', () => {
    const owner = new AccountChangeDetector();
    const nameless = { ...signedIn, user: { name: '' } };
    const first = owner.epoch(nameless);
    expect(owner.epoch(signedIn)).toBe(first);
    expect(owner.epoch(null)).toBe(first);
    expect(owner.epoch({ ...signedOut, user })).toBe(first);
    expect(owner.epoch(nameless)).toBe(first);
    const other = owner.epoch({ ...signedIn, user: { name: 'other@acme.test' } });
    expect(other).not.toBe(first);
    expect(owner.epoch({ ...signedIn, tenant: { name: 'Globex', host: 'globex.test' } })).not.toBe(other);
  });
});
