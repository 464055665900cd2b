import { describe, expect, it } from 'vitest';
import { arrange, type Arrangement } from '../../src/lib/grid/groups';
import { populatedApps, populatedPreferences, emptyPreferences } from '../demo/populated';
import { manyApps } from '../demo/apps';
import type { AppsView, PreferencesView } from '../../src/lib/ipc/types';
import { Language } from '../../src/lib/text/language';

const { messages: en } = new Language();
const view = populatedApps();
const index = (key: string) => {
  const at = view.apps.findIndex((app) => app.key === key);
  return at < 0 ? undefined : at;
};
const arrangeWith = (personal: PreferencesView, open = false, of: AppsView = view): Arrangement =>
  arrange(of, personal, index, en, open);
const key = (name: string) => view.apps.find((app) => app.name === name)?.key ?? '';
const namesInGroup = ({ groups }: Arrangement, id: string) =>
  groups.find((group) => group.id === id)?.apps.map((at) => view.apps[at]?.name);

describe('arrange', () => {
  it('returns the groups in display order', () => {
    expect(arrangeWith(populatedPreferences(view)).groups.map(({ title }) => title)).toEqual([
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

  it('omits empty groups and keeps sections unfiltered if nothing is hidden', () => {
    const { groups, chips } = arrangeWith(emptyPreferences);
    expect(groups[0]?.title).toBe('Communication');
    expect(groups.at(-1)?.title).toBe('Needs attention');
    expect(chips.some(({ kind }) => kind === 'favorites')).toBe(false);
    expect(groups.map(({ apps }) => apps)).toEqual(view.sections.map(({ apps }) => apps));
    expect(groups[0]?.apps).toBe(view.sections[0]?.apps);
  });

  it("keeps the user's order of favorites", () => {
    const all = arrangeWith(populatedPreferences(view));
    expect(namesInGroup(all, 'favorites')).toEqual([
      'Salesforce',
      'Jira',
      'Outlook',
      'GitHub Enterprise',
      'AWS Production',
    ]);
  });

  it('removes hidden apps from other groups and counts them in the collapsed group', () => {
    const personal = { ...populatedPreferences(view), hidden: [key('Jira'), key('Confluence')] };
    for (const open of [false, true]) {
      const { groups, chips } = arrangeWith(personal, open);
      const otherGroups = [...groups, ...chips].filter(({ id }) => id !== 'hidden');
      for (const group of otherGroups) {
        expect(group.apps.map((at) => view.apps[at]?.name)).not.toContain('Jira');
        expect(group.count).toBe(group.apps.length);
      }
      const last = groups.at(-1);
      expect([last?.kind, last?.count, last?.apps.length]).toEqual(['hidden', 2, open ? 2 : 0]);
    }
  });

  it('offers favorites, sections, tags and folders as chips with unique ids', () => {
    const { chips } = arrangeWith(populatedPreferences(view));
    expect(chips[0]?.kind).toBe('favorites');
    expect(chips.slice(-4).map(({ kind, title }) => [kind, title])).toEqual([
      ['tag', 'Every Monday'],
      ['tag', 'On call'],
      ['folder', 'Design'],
      ['folder', 'Year end'],
    ]);
    const ids = chips.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('ignores keys that are not in the app list', () => {
    const { groups } = arrangeWith({
      ...emptyPreferences,
      favorites: ['gone'],
      recent: ['gone', key('Jira')],
    });
    expect(groups.map(({ kind }) => kind).slice(0, 2)).toEqual(['recent', 'category']);
    expect(groups[0]?.count).toBe(1);
  });

  it('does not copy section arrays if nothing is hidden', () => {
    const long = manyApps(5000);
    const { groups } = arrange(long, emptyPreferences, () => undefined, en, false);
    expect(groups.every(({ apps }, at) => apps === long.sections[at]?.apps)).toBe(true);
  });
});
