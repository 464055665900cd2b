// Entry of the main window in the product.
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { tauriHost } from './lib/host/tauri';
import { Language } from './lib/text/language';
import { loadSavedChoice } from './lib/state/locale-store.svelte';
import { applySavedTheme } from './lib/state/theme';

applySavedTheme();
const target = document.getElementById('app');
if (target) {
  const preferred = Language.preferredTags(loadSavedChoice());
  const start = (language: Language) => mount(App, { target, props: { host: tauriHost, language } });
  const language = Language.loadBundled(preferred);
  if (language) start(language);
  else void Language.load(preferred).then(start);
}
