// Entry of the palette's page in the demo: over a fake host, for browsers, tests and pictures. `?scene=`, `&theme=`,
// `&dir=` and `&language=` as in demo.ts.
import './styles/tokens.css';
import './styles/base.css';
import { mount, tick } from 'svelte';
import Palette from './Palette.svelte';
import { demoPaletteHost, typedIn } from './lib/host/demo/palette';
import { shown, type } from './lib/host/demo/gestures';
import { lastChoice } from './lib/state/spoken.svelte';
import { loadPaletteLanguage } from './lib/text/palette';
import { Locale } from './lib/text/locale';
import { pseudoPaletteLanguage } from './lib/text/pseudo';

const asked = new URLSearchParams(location.search);
const target = document.getElementById('app');
if (target) {
  const host = demoPaletteHost(asked);
  Object.assign(window, { demo: host });
  const tag = asked.get('language');
  void loadPaletteLanguage(tag ? [tag] : Locale.wanted(lastChoice())).then(async (loaded) => {
    mount(Palette, { target, props: { host, language: pseudoPaletteLanguage(tag) ?? loaded } });
    await tick();
    const direction = asked.get('dir');
    if (direction) document.documentElement.dir = direction;
    const scene = asked.get('scene') ?? 'palette';
    await shown('[role=option], .instead');
    const words = typedIn(scene);
    if (words !== '') type(words);
    await new Promise((done) => setTimeout(done, 30));
    // For tests and pictures, which wait for it.
    document.documentElement.dataset['played'] = scene;
  });
}
