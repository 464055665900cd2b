// Entry of the product.
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { tauriHost } from './lib/host/tauri';
import { Language } from './lib/text/language';
import { paintLastTheme } from './lib/state/theme';

paintLastTheme();
const target = document.getElementById('app');
if (target) mount(App, { target, props: { host: tauriHost, language: Language.ofSystem() } });
