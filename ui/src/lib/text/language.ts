// The languages of the main window: loads their messages and formats problems.
import type { Problem, SignInMethod, SignInStep, Timestamp } from '../ipc/types';
import { compileMessages, formatMessage, type Translation } from './message-format';
import { en, type MessageData, type Messages } from './messages';
import { directionOf, Locale, type SupportedLanguage } from './locale';

type Dictionary = Translation<MessageData, never>;
type File<Data> = Promise<{ default: Data }>;
const merge = async (palette: File<object>, main: File<object>) =>
  ({ ...(await palette).default, ...(await main).default }) as Dictionary;
const dictionaries: Record<SupportedLanguage, () => MessageData | Promise<Dictionary>> = {
  en: () => en,
  de: () => merge(import('./de/palette'), import('./de/messages')),
  fr: () => merge(import('./fr/palette'), import('./fr/messages')),
  ja: () => merge(import('./ja/palette'), import('./ja/messages')),
  ar: () => merge(import('./ar/palette'), import('./ar/messages')),
};

/** What a problem means to the user. */
export interface ProblemMessage {
  /** What happened. */
  title: string;
  /** What was kept, and what to do. */
  body: string;
}

export class Language extends Locale<Messages> {
  /** English, or another language whose messages are loaded. */
  constructor(
    preferred: readonly string[] = [],
    messages = compileMessages(en, 'ltr'),
    tag: SupportedLanguage = 'en',
  ) {
    super(preferred, messages, tag);
  }

  /** English without loading, or `null` for another language. */
  static loadBundled(preferred: readonly string[]): Language | null {
    return Language.pickSupported(preferred) === 'en' ? new Language(preferred) : null;
  }

  static async load(preferred: readonly string[]): Promise<Language> {
    const tag = Language.pickSupported(preferred);
    const data = (await dictionaries[tag]()) as MessageData;
    return new Language(preferred, compileMessages(data, directionOf(tag)), tag);
  }

  static forSystem(): Language {
    return new Language(Language.preferredTags('system'));
  }

  /** Formats a problem. `asOf` is the update time of the visible list, if any. */
  explain({ code, host, reason, retryAfter }: Problem, asOf: Timestamp | null = null): ProblemMessage {
    const message = this.messages.problem.messages[code];
    const args = {
      host,
      reason,
      until: retryAfter === null ? null : this.time(retryAfter),
      asOf: asOf === null ? null : this.time(asOf),
    };
    const [title, body] = [formatMessage(message.title, args), formatMessage(message.body, args)];
    // A host keeps its case at the start of a sentence; a substitute word is capitalized.
    if (host !== null) return { title, body };
    return { title: this.#capitalize(title), body: this.#capitalize(body) };
  }

  /** What the keyring prevents, and why. */
  explainKeyring(what: string, { code }: Problem): string {
    const { withReason, reasons } = this.messages.keyring;
    return withReason({ what, reason: code in reasons ? reasons[code as keyof typeof reasons] : null });
  }

  signInStep({ method, step }: { method: SignInMethod; step: SignInStep }): { title: string; body: string } {
    const { window, browser } = this.messages.signingIn.steps;
    return { ...window, ...(method === 'browser' ? browser : {}) }[step];
  }

  #capitalize(sentence: string): string {
    return sentence.charAt(0).toLocaleUpperCase(this.tag) + sentence.slice(1);
  }
}
