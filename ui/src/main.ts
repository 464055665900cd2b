// Entry of the product.
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { tauriHost } from './lib/host/tauri';
import { Language } from './lib/text/language';
import { lastChoice } from './lib/state/spoken.svelte';
import { paintLastTheme } from './lib/state/theme';

paintLastTheme();
const target = document.getElementById('app');
if (target) {
  const wanted = Language.wanted(lastChoice());
  const start = (language: Language) => mount(App, { target, props: { host: tauriHost, language } });
  const language = Language.atHand(wanted);
  if (language) start(language);
  else void Language.load(wanted).then(start);
}
