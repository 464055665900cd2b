// Entry of the palette's page.
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import Palette from './Palette.svelte';
import { tauriPaletteHost } from './lib/host/tauri-palette';
import { lastChoice } from './lib/state/spoken.svelte';
import { paintLastTheme } from './lib/state/theme';
import { Locale } from './lib/text/locale';
import { loadPaletteLanguage, paletteAtHand, type PaletteLanguage } from './lib/text/palette';

paintLastTheme();
const target = document.getElementById('app');
if (target) {
  const wanted = Locale.wanted(lastChoice());
  const start = (language: PaletteLanguage) =>
    mount(Palette, { target, props: { host: tauriPaletteHost, language } });
  const language = paletteAtHand(wanted);
  if (language) start(language);
  else void loadPaletteLanguage(wanted).then(start);
}
