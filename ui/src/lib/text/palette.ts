// The languages of the palette's page: a few words each, and fetched as those of the main window are.
import * as en from './en/palette';
import { Locale, type Spoken } from './locale';

export type PaletteWords = typeof en;

const dictionaries: Record<Spoken, () => PaletteWords | Promise<PaletteWords>> = {
  en: () => en,
  de: () => import('./de/palette'),
  fr: () => import('./fr/palette'),
  ja: () => import('./ja/palette'),
  ar: () => import('./ar/palette'),
};

export type PaletteLanguage = Locale<PaletteWords>;

/** At once, where its words need not be fetched. */
export function paletteAtHand(wanted: readonly string[]): PaletteLanguage | null {
  return Locale.spoken(wanted) === 'en' ? new Locale(wanted, en, 'en') : null;
}

export async function loadPaletteLanguage(wanted: readonly string[]): Promise<PaletteLanguage> {
  const tag = Locale.spoken(wanted);
  return new Locale(wanted, await dictionaries[tag](), tag);
}
