// The languages of the main window: their words, and problems put into words. Not the words themselves: those are in
// en.ts and its folder, and in those of the other languages, which are fetched when one is spoken.
import type { Millis, Problem } from '../ipc/types';
import { en, type Words } from './en';
import { Locale, type Spoken } from './locale';
import type { Telling } from './problem';

const dictionaries: Record<Spoken, () => Words | Promise<Words>> = {
  en: () => en,
  de: async () => (await import('./de')).de,
  fr: async () => (await import('./fr')).fr,
  ja: async () => (await import('./ja')).ja,
  ar: async () => (await import('./ar')).ar,
};

export class Language extends Locale<Words> {
  /** English at once, or another language whose words are at hand. */
  constructor(wanted: readonly string[] = [], words: Words = en, tag: Spoken = 'en') {
    super(wanted, words, tag);
  }

  /** At once, where its words need not be fetched: English, in which Portico starts without waiting. */
  static atHand(wanted: readonly string[]): Language | null {
    return Language.spoken(wanted) === 'en' ? new Language(wanted) : null;
  }

  static async load(wanted: readonly string[]): Promise<Language> {
    const tag = Language.spoken(wanted);
    return new Language(wanted, await dictionaries[tag](), tag);
  }

  static ofSystem(): Language {
    return new Language(Language.wanted('system'));
  }

  /** Puts a problem into words. `asOf` is the time of the list on screen, if one is. */
  explain(problem: Problem, asOf: Millis | null = null): Telling {
    const telling = this.words.problem.tellings[problem.code]({
      host: problem.host ?? this.words.problem.host,
      unnamed: problem.host === null,
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
