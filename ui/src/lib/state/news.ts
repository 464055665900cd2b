// When a desktop notification is due: an update brings news that were not there before, and nobody is looking.
// Puts it into words; the core shows it.
import type { NewsKind, NewsView, PersonalView } from '../ipc/types';
import { names } from '../text/dates';
import type { Language } from '../text/language';

const order: NewsKind[] = ['added', 'removed', 'ended', 'ending', 'renamed', 'changed'];
const identity = ({ kind, key, at }: NewsView) => `${kind}\n${key}\n${at}`;

export class News {
  #whose: string | null = null;
  #known: Set<string> | null = null;

  /** The unread news that this view brings; none when it is the first of its person. `whose` is `null` while
      nobody is on screen yet: the views of a start, or of a switch, come one by one. */
  take(view: PersonalView, whose: string | null): NewsView[] {
    const known = this.#known;
    const another = whose !== null && this.#whose !== null && whose !== this.#whose;
    // Nothing in common: the feed of somebody else.
    const foreign = known !== null && known.size > 0 && !view.feed.some((news) => known.has(identity(news)));
    this.#whose = whose ?? this.#whose;
    this.#known = new Set(view.feed.map(identity));
    if (known === null || another || foreign) return [];
    return view.feed.slice(0, view.unread).filter((news) => !known.has(identity(news)));
  }
}

/** "New: Jira, Slack and 2 more", a line for each kind of change. */
export function notice(news: readonly NewsView[], language: Language): { title: string; body: string } {
  const { changed, told } = language.words.news;
  const lines = order.flatMap((kind) => {
    const of = news.filter((one) => one.kind === kind);
    return of.length > 0
      ? [
          told[kind](
            names(
              language,
              of.map(({ name }) => name),
            ),
          ),
        ]
      : [];
  });
  return { title: changed, body: lines.join('\n') };
}
