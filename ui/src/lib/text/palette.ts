// The languages of the palette page: a small dictionary each, loaded like those of the main window.
import en from './en/palette';
import { compileMessages, type Compiled, type Translation } from './message-format';
import { directionOf, Locale, type SupportedLanguage } from './locale';

export type PaletteMessages = Compiled<typeof en>;
type File = Promise<{ default: Translation<typeof en, never> }>;

const dictionaries: Record<SupportedLanguage, () => { default: typeof en } | File> = {
  en: () => ({ default: en }),
  de: () => import('./de/palette'),
  fr: () => import('./fr/palette'),
  ja: () => import('./ja/palette'),
  ar: () => import('./ar/palette'),
};

export type PaletteLanguage = Locale<PaletteMessages>;

/** English without loading, or `null` for another language. */
export function loadBundledPaletteLanguage(preferred: readonly string[]): PaletteLanguage | null {
  return Locale.pickSupported(preferred) === 'en'
    ? new Locale(preferred, compileMessages(en, 'ltr'), 'en')
    : null;
}

export async function loadPaletteLanguage(preferred: readonly string[]): Promise<PaletteLanguage> {
  const tag = Locale.pickSupported(preferred);
  const { default: data } = await dictionaries[tag]();
  return new Locale(preferred, compileMessages(data as typeof en, directionOf(tag)), tag);
}
