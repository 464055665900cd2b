// The languages of the main window: their words, and problems put into words. Not the words themselves: those are in
// en.ts and its folder, and in those of the other languages, which are fetched when one is spoken.
import type { Timestamp, Problem } from '../ipc/types';
import { en, type Messages } from './en';
import { Locale, type SupportedLanguage } from './locale';
import type { Message } from './message';

const dictionaries: Record<SupportedLanguage, () => Messages | Promise<Messages>> = {
  en: () => en,
  de: async () => (await import('./de')).de,
  fr: async () => (await import('./fr')).fr,
  ja: async () => (await import('./ja')).ja,
  ar: async () => (await import('./ar')).ar,
};

export class Language extends Locale<Messages> {
  /** English at once, or another language whose words are at hand. */
  constructor(preferred: readonly string[] = [], messages: Messages = en, tag: SupportedLanguage = 'en') {
    super(preferred, messages, tag);
  }

  /** At once, where its words need not be fetched: English, in which Portico starts without waiting. */
  static loadBundled(preferred: readonly string[]): Language | null {
    return Language.pickSupported(preferred) === 'en' ? new Language(preferred) : null;
  }

  static async load(preferred: readonly string[]): Promise<Language> {
    const tag = Language.pickSupported(preferred);
    return new Language(preferred, await dictionaries[tag](), tag);
  }

  static forSystem(): Language {
    return new Language(Language.preferredTags('system'));
  }

  /** Puts a problem into words. `asOf` is the time of the list on screen, if one is. */
  explain(problem: Problem, asOf: Timestamp | null = null): Message {
    const message = this.messages.problem.messages[problem.code]({
      host: problem.host ?? this.messages.problem.host,
      isHostUnknown: problem.host === null,
      reason: problem.reason,
      until: problem.retryAfter === null ? null : this.time(problem.retryAfter),
      asOf: asOf === null ? null : this.time(asOf),
    });
    // A host begins a sentence as it is written; words that stand for one begin it as words do.
    if (problem.host !== null) return message;
    return { ...message, title: this.#capitalize(message.title), body: this.#capitalize(message.body) };
  }

  #capitalize(sentence: string): string {
    return sentence.charAt(0).toLocaleUpperCase(this.tag) + sentence.slice(1);
  }
}
