// Entry of the demo: the same UI over a fake host, for browsers, tests and pictures. `?scene=` picks a
// state, `&theme=` the colours.
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { demoHost } from './lib/host/demo';
import { play } from './lib/host/demo/gestures';
import { Language } from './lib/text/language';

const asked = new URLSearchParams(location.search);
const target = document.getElementById('app');
if (target) {
  mount(App, { target, props: { host: demoHost(asked), language: Language.ofSystem() } });
  void play(asked.get('scene') ?? 'list');
}
