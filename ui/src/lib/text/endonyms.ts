// What each language is called in itself: the same in every dictionary.
import type { LanguageChoice } from '../ipc/types';

export const endonyms: Record<Exclude<LanguageChoice, 'system'>, string> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  ja: '日本語',
  ar: 'العربية',
};

/** What to ask of `Language` for a choice: the person's own region of that language first. */
export function wanted(choice: Exclude<LanguageChoice, 'system'>, own: readonly string[]): string[] {
  return [...own.filter((tag) => tag.split('-')[0] === choice), choice];
}
