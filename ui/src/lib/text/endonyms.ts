// The name of each language in itself, the same in every dictionary.
import type { LanguageChoice } from '../ipc/types';

export const endonyms: Record<Exclude<LanguageChoice, 'system'>, string> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  ja: '日本語',
  ar: 'العربية',
};
