// The list as it is arranged on screen: shelves with their titles, and the chips that narrow it to one.
// Indices only; the apps stay where they are, and a section that nothing is hidden from is not even copied.
import type { AppsView, CollectionKind, PersonalView, SectionKind, SectionView } from '../ipc/types';
import type { Words } from '../text/en';

export type GroupKind = SectionKind | CollectionKind | 'favourites' | 'recent' | 'fresh' | 'hidden';

export interface Group {
  /** Survives a refresh. */
  id: string;
  kind: GroupKind;
  title: string;
  /** Indices into `AppsView.apps`; empty where the shelf is closed. */
  apps: readonly number[];
  /** How many it has, open or not. */
  count: number;
}

export interface Arrangement {
  /** What stands under each other when nothing is chosen. */
  shelves: Group[];
  /** What can be chosen instead. */
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

function sectionTitle({ kind, name }: SectionView, alone: boolean, words: Words): string {
  if (name !== null) return name;
  if (kind === 'shared' || kind === 'attention') return words.shelves[kind];
  return alone ? words.list.only : words.list.other;
}

export function arrange(
  view: AppsView,
  personal: PersonalView,
  index: (key: string) => number | undefined,
  words: Words,
  hiddenOpen: boolean,
): Arrangement {
  const found = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const at = index(key);
      return at === undefined ? [] : [at];
    });
  const hidden = found(personal.hidden);
  const away = new Set(hidden);
  const visible = (apps: readonly number[]) =>
    away.size === 0 ? apps : apps.filter((index) => !away.has(index));

  const own = (['favourites', 'recent', 'fresh'] as const).map((kind) =>
    group(kind, kind, words.shelves[kind], visible(found(personal[kind]))),
  );
  const filled = own.filter(({ count }) => count > 0);
  const alone = view.sections.length === 1 && filled.length === 0;
  const sections = view.sections
    .map((section) =>
      group(sectionId(section), section.kind, sectionTitle(section, alone, words), visible(section.apps)),
    )
    .filter(({ count }) => count > 0);
  const collections = view.collections
    .map(({ kind, name, apps }) => group(`${kind}:${name}`, kind, name, visible(apps)))
    .filter(({ count }) => count > 0);

  const shelves = [...filled, ...sections];
  if (hidden.length > 0) {
    shelves.push({
      ...group('hidden', 'hidden', words.shelves.hidden, hiddenOpen ? hidden : []),
      count: hidden.length,
    });
  }
  const starred = filled.filter(({ kind }) => kind === 'favourites');
  const chips = [...starred, ...sections, ...collections];
  return { shelves, chips: chips.length > 1 ? chips : [] };
}
