// Days, spans of time and lists of names, as the person's region writes them. Clock times are language.ts's.
import type { Millis } from '../ipc/types';
import type { Language } from './language';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface Formats {
  day: Intl.DateTimeFormat;
  dayAndYear: Intl.DateTimeFormat;
  relative: Intl.RelativeTimeFormat;
  list: Intl.ListFormat;
}

/** Making these is slow, and there are few languages in a run. */
const made = new WeakMap<Language, Formats>();

function formats(language: Language): Formats {
  let found = made.get(language);
  if (!found) {
    const { region, tag } = language;
    found = {
      day: new Intl.DateTimeFormat(region, { day: 'numeric', month: 'long' }),
      dayAndYear: new Intl.DateTimeFormat(region, { day: 'numeric', month: 'long', year: 'numeric' }),
      // Part of a sentence, so in the language of the words.
      relative: new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }),
      list: new Intl.ListFormat(region.split('-')[0] === tag ? region : tag, { type: 'conjunction' }),
    };
    made.set(language, found);
  }
  return found;
}

/** "3 December", with the year where it is not this one. */
export function dayOf(language: Language, at: Millis, now: Millis = Date.now()): string {
  const { day, dayAndYear } = formats(language);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? day : dayAndYear).format(at);
}

/** Days by the calendar, not by 24 hours. */
function daysBetween(from: Millis, to: Millis): number {
  return Math.round((new Date(to).setHours(12, 0, 0, 0) - new Date(from).setHours(12, 0, 0, 0)) / day);
}

/** "in 3 days", "tomorrow", "in 5 hours", "yesterday". */
export function relative(language: Language, at: Millis, now: Millis = Date.now()): string {
  const { relative } = formats(language);
  const left = at - now;
  if (Math.abs(left) < hour) return relative.format(Math.trunc(left / minute) || Math.sign(left), 'minute');
  if (Math.abs(left) < 12 * hour) return relative.format(Math.round(left / hour), 'hour');
  const days = daysBetween(now, at);
  if (Math.abs(days) < 60) return relative.format(days, 'day');
  return relative.format(Math.round(days / 30.44), 'month');
}

/** "Jira, Slack and 2 more": at most three names. */
export function names(language: Language, all: readonly string[]): string {
  const shown = all.slice(0, 3);
  const rest = all.length - shown.length;
  if (rest > 0) shown.push(language.words.news.more(language.count(rest)));
  return formats(language).list.format(shown);
}

/** Ends soon enough to be said on the tile. */
export function endsSoon(endsAt: Millis | null, now: Millis): endsAt is Millis {
  return endsAt !== null && endsAt > now && endsAt - now <= 14 * day;
}
