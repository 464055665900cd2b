import { describe, expect, it } from 'vitest';
import { arrange, type Arrangement } from '../../src/lib/grid/groups';
import { livedIn, settledIn, untouched } from '../../src/lib/host/demo/personal';
import { manyApps } from '../../src/lib/host/demo/apps';
import type { AppsView, PersonalView } from '../../src/lib/ipc/types';
import { en } from '../../src/lib/text/en';

const view = livedIn();
const index = (key: string) => {
  const at = view.apps.findIndex((app) => app.key === key);
  return at < 0 ? undefined : at;
};
const made = (personal: PersonalView, open = false, of: AppsView = view): Arrangement =>
  arrange(of, personal, index, en, open);
const key = (name: string) => view.apps.find((app) => app.name === name)?.key ?? '';
const namesOn = ({ shelves }: Arrangement, id: string) =>
  shelves.find((group) => group.id === id)?.apps.map((at) => view.apps[at]?.name);

describe('arrange', () => {
  it('puts the shelves in their order', () => {
    expect(made(settledIn(view)).shelves.map(({ title }) => title)).toEqual([
      'Favourites',
      'Recent',
      'New for you',
      'Communication',
      'Design',
      'Engineering',
      'Finance',
      'People',
      'Sales',
      'Other apps',
      'Shared with me',
      'Needs attention',
      'Hidden',
    ]);
  });

  it('shows no shelf that is empty, and hides nothing where nothing is hidden', () => {
    const { shelves, chips } = made(untouched);
    expect(shelves[0]?.title).toBe('Communication');
    expect(shelves.at(-1)?.title).toBe('Needs attention');
    expect(chips.some(({ kind }) => kind === 'favourites')).toBe(false);
    expect(shelves.map(({ apps }) => apps)).toEqual(view.sections.map(({ apps }) => apps));
    expect(shelves[0]?.apps).toBe(view.sections[0]?.apps);
  });

  it('keeps the person’s own order', () => {
    const all = made(settledIn(view));
    expect(namesOn(all, 'favourites')).toEqual([
      'Salesforce',
      'Jira',
      'Outlook',
      'GitHub Enterprise',
      'AWS Production',
    ]);
  });

  it('takes what is hidden from everywhere else, and counts it where it is closed', () => {
    const personal = { ...settledIn(view), hidden: [key('Jira'), key('Confluence')] };
    for (const open of [false, true]) {
      const { shelves, chips } = made(personal, open);
      const elsewhere = [...shelves, ...chips].filter(({ id }) => id !== 'hidden');
      for (const group of elsewhere) {
        expect(group.apps.map((at) => view.apps[at]?.name)).not.toContain('Jira');
        expect(group.count).toBe(group.apps.length);
      }
      const last = shelves.at(-1);
      expect([last?.kind, last?.count, last?.apps.length]).toEqual(['hidden', 2, open ? 2 : 0]);
    }
  });

  it('offers favourites, sections, tags and folders as chips, and tells a folder from a category', () => {
    const { chips } = made(settledIn(view));
    expect(chips[0]?.kind).toBe('favourites');
    expect(chips.slice(-4).map(({ kind, title }) => [kind, title])).toEqual([
      ['tag', 'Every Monday'],
      ['tag', 'On call'],
      ['folder', 'Design'],
      ['folder', 'Year end'],
    ]);
    const ids = chips.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('forgets keys that are not in the list', () => {
    const { shelves } = made({ ...untouched, favourites: ['gone'], recent: ['gone', key('Jira')] });
    expect(shelves.map(({ kind }) => kind).slice(0, 2)).toEqual(['recent', 'category']);
    expect(shelves[0]?.count).toBe(1);
  });

  it('copies no section of a long list in which nothing is hidden', () => {
    const long = manyApps(5000);
    const { shelves } = arrange(long, untouched, () => undefined, en, false);
    expect(shelves.every(({ apps }, at) => apps === long.sections[at]?.apps)).toBe(true);
  });
});
