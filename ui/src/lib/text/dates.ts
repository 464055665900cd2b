// What the list says about time and names where language.ts alone does not decide it: how soon an end is worth
// a word, and how many names a sentence holds.
import type { Millis } from '../ipc/types';
import type { Language } from './language';

const day = 86_400_000;
const atMost = 3;

/** "Jira, Slack and 2 more": at most three names. */
export function names(language: Language, all: readonly string[]): string {
  const shown = all.slice(0, atMost);
  const rest = all.length - shown.length;
  return language.list(rest > 0 ? [...shown, language.words.news.more(language.count(rest))] : shown);
}

/** Ends soon enough to be said on the tile. */
export function endsSoon(endsAt: Millis | null, now: Millis): endsAt is Millis {
  return endsAt !== null && endsAt > now && endsAt - now <= 14 * day;
}
