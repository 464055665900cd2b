// When somebody is told of changes who is not looking, and when an old list is asked for again.
import { describe, expect, it } from 'vitest';
import { unloaded } from '../../src/lib/host/demo/company';
import { livedIn, settledIn, untouched } from '../../src/lib/host/demo/personal';
import type { NewsKind, NewsView } from '../../src/lib/ipc/types';
import { News, notice } from '../../src/lib/state/news';
import { oldAfter, Stale } from '../../src/lib/state/stale';
import { endsSoon, names } from '../../src/lib/text/dates';
import { Language } from '../../src/lib/text/language';

const language = new Language(['en-GB']);
const news = (name: string, at: number, kind: NewsKind = 'added'): NewsView => ({
  kind,
  key: name,
  name,
  at,
  was: null,
  until: null,
});
const feed = (unread: number, ...all: NewsView[]) => ({ ...untouched, feed: all, unread });

describe('News', () => {
  it('says nothing of the first list', () => {
    expect(new News().take(settledIn(livedIn()), 'me')).toEqual([]);
  });

  it('tells what came since, once, and only what is unread', () => {
    const it_ = new News();
    it_.take(feed(0, news('Jira', 1)), 'me');
    const more = feed(1, news('Slack', 2), news('Jira', 1));
    expect(it_.take(more, 'me').map(({ name }) => name)).toEqual(['Slack']);
    expect(it_.take(more, 'me')).toEqual([]);
    expect(it_.take(feed(0, news('Zoom', 3), ...more.feed), 'me')).toEqual([]);
  });

  it('takes the views of a start as they come', () => {
    const it_ = new News();
    expect(it_.take(feed(1, news('Jira', 1)), null)).toEqual([]);
    expect(it_.take(feed(2, news('Slack', 2), news('Jira', 1)), 'me')).toHaveLength(1);
  });

  it('knows a feed that has nothing in common for somebody else’s', () => {
    const it_ = new News();
    it_.take(feed(0, news('Jira', 1)), 'me');
    expect(it_.take(feed(1, news('Zoom', 1)), null)).toEqual([]);
    expect(it_.take(feed(2, news('Slack', 2), news('Zoom', 1)), 'you')).toEqual([]);
  });

  it('begins anew with another person', () => {
    const it_ = new News();
    it_.take(feed(0), 'me');
    expect(it_.take(feed(2, news('Slack', 2), news('Jira', 1)), 'you')).toEqual([]);
  });
});

describe('the notification', () => {
  it('names three at most, a line for each kind', () => {
    const many = ['A', 'B', 'C', 'D', 'E'].map((name) => news(name, 1));
    expect(notice([...many, news('Old', 2, 'removed')], language)).toEqual({
      title: 'Your apps have changed',
      body: 'New: A, B, C and 2 more\nNo longer yours: Old',
    });
  });

  it('joins names as the language does', () => {
    expect(names(language, ['A'])).toBe('A');
    expect(names(language, ['A', 'B', 'C'])).toBe('A, B and C');
  });
});

describe('an end that is soon', () => {
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

describe('Stale', () => {
  const list = { ...unloaded, loaded: true, updatedAt: 1000 };
  it('is due after a quarter of an hour, and at most once a minute', () => {
    const stale = new Stale();
    expect(stale.due(list, 1000 + oldAfter - 1)).toBe(false);
    expect(stale.due(list, 1000 + oldAfter)).toBe(true);
    expect(stale.due(list, 1000 + oldAfter + 59_000)).toBe(false);
    expect(stale.due(list, 1000 + oldAfter + 60_000)).toBe(true);
    expect(new Stale().due({ ...list, refreshing: true }, 1e12)).toBe(false);
    expect(new Stale().due({ ...list, loaded: false }, 1e12)).toBe(false);
  });
});
