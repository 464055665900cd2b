// The language that is spoken now. It follows the setting at once, when the words are there: another
// language's are fetched first. The last choice is kept, so that the next start speaks it from the first word.
import type { LanguageChoice } from '../ipc/types';
import { isSpoken, Locale } from '../text/locale';

const kept = 'portico.language';

/** Of the last run; unknown words of another version count as none. */
export function lastChoice(): LanguageChoice {
  const last = localStorage.getItem(kept);
  return last !== null && isSpoken(last) ? last : 'system';
}

export class Spoken<L extends Locale<unknown>> {
  language: L;
  #choice = lastChoice();
  /** What the system speaks, where that was spoken at first. */
  readonly #system: L | null;
  readonly #load: (wanted: readonly string[]) => Promise<L>;

  /** `first`: the language of the last choice. `load` fetches the words of another. */
  constructor(first: L, load: (wanted: readonly string[]) => Promise<L>) {
    this.language = $state.raw(first);
    this.#system = this.#choice === 'system' ? first : null;
    this.#load = load;
  }

  async follow(choice: LanguageChoice): Promise<void> {
    if (choice === this.#choice) return;
    this.#choice = choice;
    localStorage.setItem(kept, choice);
    const known = choice === 'system' ? this.#system : null;
    const language = known ?? (await this.#load(Locale.wanted(choice)));
    // Another may have been chosen meanwhile.
    if (this.#choice === choice) this.language = language;
  }
}
