// The language that is spoken now. It follows the setting at once, when the words are there: another
// language's are fetched first. The last choice is kept, so that the next start speaks it from the first word.
import type { LanguageChoice } from '../ipc/types';
import { isSupported, Locale } from '../text/locale';

const storageKey = 'portico.language';

/** Of the last run; unknown words of another version count as none. */
export function loadSavedChoice(): LanguageChoice {
  const saved = localStorage.getItem(storageKey);
  return saved !== null && isSupported(saved) ? saved : 'system';
}

export class LocaleStore<L extends Locale<unknown>> {
  language: L;
  #choice = loadSavedChoice();
  /** What the system speaks, where that was spoken at first. */
  readonly #systemLanguage: L | null;
  readonly #load: (preferred: readonly string[]) => Promise<L>;

  /** `first`: the language of the last choice. `load` fetches the words of another. */
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
    // Another may have been chosen meanwhile.
    if (this.#choice === choice) this.language = language;
  }
}
