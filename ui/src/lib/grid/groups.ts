// Arranges the list into groups, and into the chips that filter it. Uses indices only; section arrays are reused if
// nothing is hidden.
import type { AppsView, CollectionKind, PreferencesView, SectionKind, SectionView } from '../ipc/types';
import type { Messages } from '../text/messages';

export type GroupKind = SectionKind | CollectionKind | 'favorites' | 'recent' | 'newApps' | 'hidden';

export interface Group {
  /** Stable across refreshes. */
  id: string;
  kind: GroupKind;
  title: string;
  /** Indices into `AppsView.apps`; empty if the group is collapsed. */
  apps: readonly number[];
  /** Number of apps, even if collapsed. */
  count: number;
}

export interface Arrangement {
  /** Groups shown when no chip is selected. */
  groups: Group[];
  /** Groups that can be selected as chips. */
  chips: Group[];
}

const group = (id: string, kind: GroupKind, title: string, apps: readonly number[]): Group => ({
  id,
  kind,
  title,
  apps,
  count: apps.length,
});

function sectionId({ kind, name }: SectionView): string {
  return kind === 'category' ? `category:${name ?? ''}` : kind;
}

function sectionTitle({ kind, name }: SectionView, isOnlyGroup: boolean, messages: Messages): string {
  if (name !== null) return name;
  if (kind === 'shared' || kind === 'attention') return messages.groups[kind];
  return isOnlyGroup ? messages.list.onlyGroup : messages.list.otherApps;
}

export function arrange(
  view: AppsView,
  preferences: PreferencesView,
  index: (key: string) => number | undefined,
  messages: Messages,
  isHiddenOpen: boolean,
): Arrangement {
  const indicesOf = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const appIndex = index(key);
      return appIndex === undefined ? [] : [appIndex];
    });
  const hidden = indicesOf(preferences.hidden);
  const hiddenIndices = new Set(hidden);
  const visible = (apps: readonly number[]) =>
    hiddenIndices.size === 0 ? apps : apps.filter((index) => !hiddenIndices.has(index));

  const personalGroups = (['favorites', 'recent', 'newApps'] as const).map((kind) =>
    group(kind, kind, messages.groups[kind], visible(indicesOf(preferences[kind]))),
  );
  const nonEmptyGroups = personalGroups.filter(({ count }) => count > 0);
  const isOnlyGroup = view.sections.length === 1 && nonEmptyGroups.length === 0;
  const sections = view.sections
    .map((section) =>
      group(
        sectionId(section),
        section.kind,
        sectionTitle(section, isOnlyGroup, messages),
        visible(section.apps),
      ),
    )
    .filter(({ count }) => count > 0);
  const collections = view.collections
    .map(({ kind, name, apps }) => group(`${kind}:${name}`, kind, name, visible(apps)))
    .filter(({ count }) => count > 0);

  const groups = [...nonEmptyGroups, ...sections];
  if (hidden.length > 0) {
    groups.push({
      ...group('hidden', 'hidden', messages.groups.hidden, isHiddenOpen ? hidden : []),
      count: hidden.length,
    });
  }
  const favorites = nonEmptyGroups.filter(({ kind }) => kind === 'favorites');
  const chips = [...favorites, ...sections, ...collections];
  return { groups, chips: chips.length > 1 ? chips : [] };
}
