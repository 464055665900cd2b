// Entry of the palette page in the product.
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import Palette from './Palette.svelte';
import { tauriPaletteHost } from './lib/host/tauri-palette';
import { loadSavedChoice } from './lib/state/locale-store.svelte';
import { applySavedTheme } from './lib/state/theme';
import { Locale } from './lib/text/locale';
import { loadPaletteLanguage, loadBundledPaletteLanguage, type PaletteLanguage } from './lib/text/palette';

applySavedTheme();
const target = document.getElementById('app');
if (target) {
  const preferred = Locale.preferredTags(loadSavedChoice());
  const start = (language: PaletteLanguage) =>
    mount(Palette, { target, props: { host: tauriPaletteHost, language } });
  const language = loadBundledPaletteLanguage(preferred);
  if (language) start(language);
  else void loadPaletteLanguage(preferred).then(start);
}
