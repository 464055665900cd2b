// The list as it is arranged on screen: sections with their titles, narrowed to one category if one is
// chosen. Indices only; the apps stay where they are.
import type { AppsView, SectionView } from '../ipc/types';
import type { Words } from '../text/en';

export interface Group {
  id: string;
  title: string;
  apps: number[];
}

/** Every section gets an id that survives a refresh. */
export function sectionId(section: SectionView): string {
  return section.kind === 'other' ? 'other' : `category:${section.name ?? ''}`;
}

export function groups(view: AppsView, words: Words): Group[] {
  const alone = view.sections.length === 1;
  return view.sections
    .filter((section) => section.apps.length > 0)
    .map((section) => ({
      id: sectionId(section),
      title: section.name ?? (alone ? words.list.only : words.list.other),
      apps: section.apps,
    }));
}
