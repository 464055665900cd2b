// Change notifications, and refreshes of a stale list.
import { describe, expect, it } from 'vitest';
import { notLoaded } from '../demo/views';
import { populatedApps, populatedPreferences, emptyPreferences } from '../demo/populated';
import type { AppChangeKind, AppChangeView } from '../../src/lib/ipc/types';
import { ChangeTracker, formatNotification } from '../../src/lib/state/notifications';
import { staleAfterMs, RefreshPolicy } from '../../src/lib/state/refresh-policy';
import { endsSoon, joinNames } from '../../src/lib/text/dates';
import { Language } from '../../src/lib/text/language';

const language = new Language(['en-GB']);
const change = (name: string, at: number, kind: AppChangeKind = 'added'): AppChangeView => ({
  kind,
  key: name,
  name,
  at,
  was: null,
  until: null,
});
const preferencesWith = (unread: number, ...all: AppChangeView[]) => ({
  ...emptyPreferences,
  activityFeed: all,
  unreadChanges: unread,
});

describe('ChangeTracker', () => {
  it('reports nothing for the first list', () => {
    expect(new ChangeTracker().collectNew(populatedPreferences(populatedApps()), 'me')).toEqual([]);
  });

  it('reports new unread changes once', () => {
    const tracker = new ChangeTracker();
    tracker.collectNew(preferencesWith(0, change('Jira', 1)), 'me');
    const more = preferencesWith(1, change('Slack', 2), change('Jira', 1));
    expect(tracker.collectNew(more, 'me').map(({ name }) => name)).toEqual(['Slack']);
    expect(tracker.collectNew(more, 'me')).toEqual([]);
    expect(tracker.collectNew(preferencesWith(0, change('Zoom', 3), ...more.activityFeed), 'me')).toEqual([]);
  });

  it('reports changes when the account becomes known after the first view', () => {
    const tracker = new ChangeTracker();
    expect(tracker.collectNew(preferencesWith(1, change('Jira', 1)), null)).toEqual([]);
    expect(tracker.collectNew(preferencesWith(2, change('Slack', 2), change('Jira', 1)), 'me')).toHaveLength(
      1,
    );
  });

  it("ignores a feed without known changes as another account's", () => {
    const tracker = new ChangeTracker();
    tracker.collectNew(preferencesWith(0, change('Jira', 1)), 'me');
    expect(tracker.collectNew(preferencesWith(1, change('Zoom', 1)), null)).toEqual([]);
    expect(tracker.collectNew(preferencesWith(2, change('Slack', 2), change('Zoom', 1)), 'you')).toEqual([]);
  });

  it('reports nothing for the first list of another account', () => {
    const tracker = new ChangeTracker();
    tracker.collectNew(preferencesWith(0), 'me');
    expect(tracker.collectNew(preferencesWith(2, change('Slack', 2), change('Jira', 1)), 'you')).toEqual([]);
  });
});

describe('formatNotification', () => {
  it('lists at most three names, one line per kind', () => {
    const many = ['A', 'B', 'C', 'D', 'E'].map((name) => change(name, 1));
    expect(formatNotification([...many, change('Old', 2, 'removed')], language)).toEqual({
      title: 'Your apps have changed',
      body: 'New: A, B, C and 2 more\nNo longer yours: Old',
    });
  });

  it('joins names by the rules of the language', () => {
    expect(joinNames(language, ['A'])).toBe('A');
    expect(joinNames(language, ['A', 'B', 'C'])).toBe('A, B and C');
  });
});

describe('endsSoon', () => {
  const day = 86_400_000;
  it.each([
    [null, false],
    [-day, false],
    [0, false],
    [day, true],
    [14 * day, true],
    [15 * day, false],
  ])('%s', (remaining, expected) =>
    expect(endsSoon(remaining === null ? null : 1e12 + remaining, 1e12)).toBe(expected),
  );
});

describe('RefreshPolicy', () => {
  const list = { ...notLoaded, loaded: true, updatedAt: 1000 };
  it('allows a refresh after 15 minutes, at most once a minute', () => {
    const policy = new RefreshPolicy();
    expect(policy.shouldRefresh(list, 1000 + staleAfterMs - 1)).toBe(false);
    expect(policy.shouldRefresh(list, 1000 + staleAfterMs)).toBe(true);
    expect(policy.shouldRefresh(list, 1000 + staleAfterMs + 59_000)).toBe(false);
    expect(policy.shouldRefresh(list, 1000 + staleAfterMs + 60_000)).toBe(true);
    expect(new RefreshPolicy().shouldRefresh({ ...list, refreshing: true }, 1e12)).toBe(false);
    expect(new RefreshPolicy().shouldRefresh({ ...list, loaded: false }, 1e12)).toBe(false);
  });
});
