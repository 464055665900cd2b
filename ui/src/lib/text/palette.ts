// The languages of the palette page: a small dictionary each, loaded like those of the main window.
import * as en from './en/palette';
import { Locale, type SupportedLanguage } from './locale';

export type PaletteMessages = typeof en;

const dictionaries: Record<SupportedLanguage, () => PaletteMessages | Promise<PaletteMessages>> = {
  en: () => en,
  de: () => import('./de/palette'),
  fr: () => import('./fr/palette'),
  ja: () => import('./ja/palette'),
  ar: () => import('./ar/palette'),
};

export type PaletteLanguage = Locale<PaletteMessages>;

/** English without loading, or `null` for another language. */
export function loadBundledPaletteLanguage(preferred: readonly string[]): PaletteLanguage | null {
  return Locale.pickSupported(preferred) === 'en' ? new Locale(preferred, en, 'en') : null;
}

export async function loadPaletteLanguage(preferred: readonly string[]): Promise<PaletteLanguage> {
  const tag = Locale.pickSupported(preferred);
  return new Locale(preferred, await dictionaries[tag](), tag);
}
