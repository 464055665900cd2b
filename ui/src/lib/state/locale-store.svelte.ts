// The current language. It follows the setting as soon as the messages are loaded. The last choice is saved for the
// next start.
import type { LanguageChoice } from '../ipc/types';
import { isSupported, Locale } from '../text/locale';

const storageKey = 'portico.language';

/** The choice saved by the last run; unknown values count as `system`. */
export function loadSavedChoice(): LanguageChoice {
  const saved = localStorage.getItem(storageKey);
  return saved !== null && isSupported(saved) ? saved : 'system';
}

export class LocaleStore<L extends Locale<unknown>> {
  language: L;
  #choice = loadSavedChoice();
  /** The system language, if the app started in it. */
  readonly #systemLanguage: L | null;
  readonly #load: (preferred: readonly string[]) => Promise<L>;

  /** `initial` is the language of the saved choice; `load` loads the messages of another. */
  constructor(initial: L, load: (preferred: readonly string[]) => Promise<L>) {
    this.language = $state.raw(initial);
    this.#systemLanguage = this.#choice === 'system' ? initial : null;
    this.#load = load;
  }

  async setChoice(choice: LanguageChoice): Promise<void> {
    if (choice === this.#choice) return;
    this.#choice = choice;
    localStorage.setItem(storageKey, choice);
    const cached = choice === 'system' ? this.#systemLanguage : null;
    const language = cached ?? (await this.#load(Locale.preferredTags(choice)));
    // Another language may have been chosen meanwhile.
    if (this.#choice === choice) this.language = language;
  }
}
