// The languages of the main window: loads their messages and formats problems. The messages are in en.ts and its
// siblings; other languages than English are loaded on demand.
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
  /** English, or another language whose messages are loaded. */
  constructor(preferred: readonly string[] = [], messages: Messages = en, tag: SupportedLanguage = 'en') {
    super(preferred, messages, tag);
  }

  /** English without loading, or `null` for another language. */
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

  /** Formats a problem. `asOf` is the update time of the visible list, if any. */
  explain(problem: Problem, asOf: Timestamp | null = null): Message {
    const message = this.messages.problem.messages[problem.code]({
      host: problem.host ?? this.messages.problem.host,
      isHostUnknown: problem.host === null,
      reason: problem.reason,
      until: problem.retryAfter === null ? null : this.time(problem.retryAfter),
      asOf: asOf === null ? null : this.time(asOf),
    });
    // A host keeps its case at the start of a sentence; a substitute word is capitalized.
    if (problem.host !== null) return message;
    return { ...message, title: this.#capitalize(message.title), body: this.#capitalize(message.body) };
  }

  #capitalize(sentence: string): string {
    return sentence.charAt(0).toLocaleUpperCase(this.tag) + sentence.slice(1);
  }
}
