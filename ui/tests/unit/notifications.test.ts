// When somebody is told of changes who is not looking, and when an old list is asked for again.
import { describe, expect, it } from 'vitest';
import { notLoaded } from '../../src/lib/host/demo/views';
import {
  populatedApps,
  populatedPersonalization,
  emptyPersonalization,
} from '../../src/lib/host/demo/populated';
import type { AppChangeKind, AppChangeView } from '../../src/lib/ipc/types';
import { ChangeTracker, formatNotification } from '../../src/lib/state/notifications';
import { staleAfterMs, RefreshPolicy } from '../../src/lib/state/refresh-policy';
import { endsSoon, joinNames } from '../../src/lib/text/dates';
import { Language } from '../../src/lib/text/language';

const language = new Language(['en-GB']);
const news = (name: string, at: number, kind: AppChangeKind = 'added'): AppChangeView => ({
  kind,
  key: name,
  name,
  at,
  was: null,
  until: null,
});
const feed = (unread: number, ...all: AppChangeView[]) => ({
  ...emptyPersonalization,
  activityFeed: all,
  unreadChanges: unread,
});

describe('ChangeTracker', () => {
  it('reports nothing for the first list', () => {
    expect(new ChangeTracker().collectNew(populatedPersonalization(populatedApps()), 'me')).toEqual([]);
  });

  it('reports new unread changes once', () => {
    const it_ = new ChangeTracker();
    it_.collectNew(feed(0, news('Jira', 1)), 'me');
    const more = feed(1, news('Slack', 2), news('Jira', 1));
    expect(it_.collectNew(more, 'me').map(({ name }) => name)).toEqual(['Slack']);
    expect(it_.collectNew(more, 'me')).toEqual([]);
    expect(it_.collectNew(feed(0, news('Zoom', 3), ...more.activityFeed), 'me')).toEqual([]);
  });

  it('reports changes when the account becomes known after the first view', () => {
    const it_ = new ChangeTracker();
    expect(it_.collectNew(feed(1, news('Jira', 1)), null)).toEqual([]);
    expect(it_.collectNew(feed(2, news('Slack', 2), news('Jira', 1)), 'me')).toHaveLength(1);
  });

  it("ignores a feed without known changes as another account's", () => {
    const it_ = new ChangeTracker();
    it_.collectNew(feed(0, news('Jira', 1)), 'me');
    expect(it_.collectNew(feed(1, news('Zoom', 1)), null)).toEqual([]);
    expect(it_.collectNew(feed(2, news('Slack', 2), news('Zoom', 1)), 'you')).toEqual([]);
  });

  it('reports nothing for the first list of another account', () => {
    const it_ = new ChangeTracker();
    it_.collectNew(feed(0), 'me');
    expect(it_.collectNew(feed(2, news('Slack', 2), news('Jira', 1)), 'you')).toEqual([]);
  });
});

describe('formatNotification', () => {
  it('lists at most three names, one line per kind', () => {
    const many = ['A', 'B', 'C', 'D', 'E'].map((name) => news(name, 1));
    expect(formatNotification([...many, news('Old', 2, 'removed')], language)).toEqual({
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
  ])('%s', (left, soon) => expect(endsSoon(left === null ? null : 1e12 + left, 1e12)).toBe(soon));
});

describe('RefreshPolicy', () => {
  const list = { ...notLoaded, loaded: true, updatedAt: 1000 };
  it('allows a refresh after 15 minutes, at most once a minute', () => {
    const stale = new RefreshPolicy();
    expect(stale.shouldRefresh(list, 1000 + staleAfterMs - 1)).toBe(false);
    expect(stale.shouldRefresh(list, 1000 + staleAfterMs)).toBe(true);
    expect(stale.shouldRefresh(list, 1000 + staleAfterMs + 59_000)).toBe(false);
    expect(stale.shouldRefresh(list, 1000 + staleAfterMs + 60_000)).toBe(true);
    expect(new RefreshPolicy().shouldRefresh({ ...list, refreshing: true }, 1e12)).toBe(false);
    expect(new RefreshPolicy().shouldRefresh({ ...list, loaded: false }, 1e12)).toBe(false);
  });
});
