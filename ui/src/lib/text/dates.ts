// Texts about dates and names that no single message covers: ends that are soon, and lists of names.
import type { Timestamp } from '../ipc/types';
import type { Language } from './language';

const day = 86_400_000;
const maxNames = 3;

/** "Jira, Slack and 2 more": at most three names. */
export function joinNames(language: Language, names: readonly string[]): string {
  const visible = names.slice(0, maxNames);
  const remainingCount = names.length - visible.length;
  return language.list(
    remainingCount > 0
      ? [...visible, language.messages.activityFeed.moreNames({ n: language.count(remainingCount) })]
      : visible,
  );
}

/** True if access ends within 14 days, which the tile shows. */
export function endsSoon(endsAt: Timestamp | null, now: Timestamp): endsAt is Timestamp {
  return endsAt !== null && endsAt > now && endsAt - now <= 14 * day;
}
