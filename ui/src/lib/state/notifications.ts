// When a desktop notification is due: an update brings news that were not there before, and nobody is looking.
// Puts it into words; the core shows it.
import type { AppChangeKind, AppChangeView, PersonalizationView } from '../ipc/types';
import { joinNames } from '../text/dates';
import type { Language } from '../text/language';

const kindOrder: AppChangeKind[] = ['added', 'removed', 'ended', 'ending', 'renamed', 'changed'];
const changeId = ({ kind, key, at }: AppChangeView) => `${kind}\n${key}\n${at}`;

export class ChangeTracker {
  #account: string | null = null;
  #knownChanges: Set<string> | null = null;

  /** The unread news that this view brings; none when it is the first of its person. `whose` is `null` while
      nobody is on screen yet: the views of a start, or of a switch, come one by one. */
  collectNew(view: PersonalizationView, account: string | null): AppChangeView[] {
    const known = this.#knownChanges;
    const accountChanged = account !== null && this.#account !== null && account !== this.#account;
    // Nothing in common: the feed of somebody else.
    const isForeignFeed =
      known !== null && known.size > 0 && !view.activityFeed.some((change) => known.has(changeId(change)));
    this.#account = account ?? this.#account;
    this.#knownChanges = new Set(view.activityFeed.map(changeId));
    if (known === null || accountChanged || isForeignFeed) return [];
    return view.activityFeed.slice(0, view.unreadChanges).filter((change) => !known.has(changeId(change)));
  }
}

/** "New: Jira, Slack and 2 more", a line for each kind of change. */
export function formatNotification(
  changes: readonly AppChangeView[],
  language: Language,
): { title: string; body: string } {
  const { notificationTitle, notificationLines } = language.messages.activityFeed;
  const lines = kindOrder.flatMap((kind) => {
    const matching = changes.filter((change) => change.kind === kind);
    return matching.length > 0
      ? [
          notificationLines[kind](
            joinNames(
              language,
              matching.map(({ name }) => name),
            ),
          ),
        ]
      : [];
  });
  return { title: notificationTitle, body: lines.join('\n') };
}
