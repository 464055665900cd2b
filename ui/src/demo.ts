// Entry of the demo: the same UI over a fake host, for browsers, tests and pictures. `?scene=` picks a
// state, `&theme=` the colours, `&dir=` the direction, `&language=` the language or a pseudo-locale. Tests reach
// the host as `demo`, to send what the core would.
import './styles/tokens.css';
import './styles/base.css';
import { mount, tick } from 'svelte';
import App from './App.svelte';
import { demoHost } from './lib/host/demo';
import { opens, play, shown } from './lib/host/demo/gestures';
import { lastChoice } from './lib/state/spoken.svelte';
import { Language } from './lib/text/language';
import { pseudoLanguage } from './lib/text/pseudo';

const asked = new URLSearchParams(location.search);
const target = document.getElementById('app');
if (target) {
  const host = demoHost(asked);
  Object.assign(window, { demo: host });
  const tag = asked.get('language');
  void Language.load(tag ? [tag] : Language.wanted(lastChoice())).then(async (loaded) => {
    const language = pseudoLanguage(tag) ?? loaded;
    mount(App, { target, props: { host, language } });
    await tick();
    // Another direction for any language, to look at.
    const direction = asked.get('dir');
    if (direction) document.documentElement.dir = direction;
    const scene = asked.get('scene') ?? 'list';
    await shown('h1');
    await play(scene, host);
    if (opens.test(scene)) await shown('dialog[open], aside');
    // For tests and pictures, which wait for it.
    document.documentElement.dataset['played'] = scene;
  });
}
