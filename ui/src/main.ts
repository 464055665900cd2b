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
  void Language.load(Language.wanted(lastChoice())).then((language) =>
    mount(App, { target, props: { host: tauriHost, language } }),
  );
}
