// Which dictionary is spoken, and how it writes numbers and times. Not the words: those are in en.ts and
// its folder. Times follow the person's region even where the words are in another language.
import type { Millis, Problem } from '../ipc/types';
import type { Count } from './count';
import { en, type Words } from './en';
import type { Telling } from './problem';

const dictionaries: Record<string, Words> = { en };

export class Language {
  readonly words: Words;
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly #clock: Intl.DateTimeFormat;
  readonly #dayAndClock: Intl.DateTimeFormat;
  readonly #number: Intl.NumberFormat;
  readonly #plural: Intl.PluralRules;

  constructor(wanted: readonly string[]) {
    const spoken = wanted.map((tag) => tag.split('-')[0] ?? '').find((tag) => tag in dictionaries) ?? 'en';
    this.tag = spoken;
    this.words = dictionaries[spoken] ?? en;
    this.direction = ['ar', 'fa', 'he', 'ur'].includes(spoken) ? 'rtl' : 'ltr';
    // The region of the first wanted tag that speaks this language, else the region of the system.
    const region = wanted.find((tag) => tag.split('-')[0] === spoken) ?? spoken;
    this.#clock = new Intl.DateTimeFormat(region, { hour: '2-digit', minute: '2-digit' });
    this.#dayAndClock = new Intl.DateTimeFormat(region, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    this.#number = new Intl.NumberFormat(region);
    this.#plural = new Intl.PluralRules(spoken);
  }

  static ofSystem(): Language {
    return new Language(navigator.languages.length > 0 ? navigator.languages : [navigator.language]);
  }

  /** "09:12" today, "20 Nov, 09:12" on another day. */
  time(at: Millis, now: Millis = Date.now()): string {
    const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
    return (sameDay ? this.#clock : this.#dayAndClock).format(at);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  count(value: number): Count {
    return { text: this.number(value), one: this.#plural.select(value) === 'one' };
  }

  /** Puts a problem into words. `asOf` is the time of the list on screen, if one is. */
  explain(problem: Problem, asOf: Millis | null = null): Telling {
    const telling = this.words.problem.tellings[problem.code]({
      host: problem.host ?? this.words.problem.host,
      reason: problem.reason,
      until: problem.until === null ? null : this.time(problem.until),
      asOf: asOf === null ? null : this.time(asOf),
    });
    // A host begins a sentence as it is written; words that stand for one begin it as words do.
    if (problem.host !== null) return telling;
    return { ...telling, lead: this.#begin(telling.lead), rest: this.#begin(telling.rest) };
  }

  #begin(sentence: string): string {
    return sentence.charAt(0).toLocaleUpperCase(this.tag) + sentence.slice(1);
  }
}
