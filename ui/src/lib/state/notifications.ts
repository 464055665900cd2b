// Decides when a desktop notification is due, for changes that are new in an update while the window has no focus,
// and formats it. The core shows it.
import type { AppChangeKind, AppChangeView, PreferencesView } from '../ipc/types';
import { joinNames } from '../text/dates';
import type { Language } from '../text/language';

const kindOrder: AppChangeKind[] = ['added', 'removed', 'ended', 'ending', 'renamed', 'changed'];
const changeId = ({ kind, key, at }: AppChangeView) => `${kind}\n${key}\n${at}`;

export class ChangeTracker {
  #account: string | null = null;
  #knownChanges: Set<string> | null = null;

  /** Returns the unread changes that are new in this view, none for the first view of an account. `account` is
      `null` until the session is known: at startup the views arrive one by one. */
  collectNew(view: PreferencesView, account: string | null): AppChangeView[] {
    const known = this.#knownChanges;
    const accountChanged = account !== null && this.#account !== null && account !== this.#account;
    // Without any known change it is the feed of another account.
    const isForeignFeed =
      known !== null && known.size > 0 && !view.activityFeed.some((change) => known.has(changeId(change)));
    this.#account = account ?? this.#account;
    this.#knownChanges = new Set(view.activityFeed.map(changeId));
    if (known === null || accountChanged || isForeignFeed) return [];
    return view.activityFeed.slice(0, view.unreadChanges).filter((change) => !known.has(changeId(change)));
  }
}

/** Formats a notification with one line per kind of change: "New: Jira, Slack and 2 more". */
export function formatNotification(
  changes: readonly AppChangeView[],
  language: Language,
): { title: string; body: string } {
  const { notificationTitle, notificationLines } = language.messages.activityFeed;
  const lines = kindOrder.flatMap((kind) => {
    const matching = changes.filter((change) => change.kind === kind);
    const names = joinNames(
      language,
      matching.map(({ name }) => name),
    );
    return matching.length > 0 ? [notificationLines[kind]({ names })] : [];
  });
  return { title: notificationTitle, body: lines.join('\n') };
}
