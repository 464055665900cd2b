// Entry of the palette page in the demo, over a fake host. `?scene=`, `&theme=`, `&dir=` and `&language=` work as
// in main.ts.
import '../../src/styles/tokens.css';
import '../../src/styles/base.css';
import { mount, tick } from 'svelte';
import Palette from '../../src/Palette.svelte';
import { demoPaletteHost, initialQuery } from './palette';
import { waitFor, typeQuery } from './interactions';
import { loadSavedChoice } from '../../src/lib/state/locale-store.svelte';
import { loadPaletteLanguage } from '../../src/lib/text/palette';
import { Locale } from '../../src/lib/text/locale';
import { pseudoPaletteLanguage } from './pseudo';

const params = new URLSearchParams(location.search);
const target = document.getElementById('app');
if (target) {
  const host = demoPaletteHost(params);
  Object.assign(window, { demo: host });
  const tag = params.get('language');
  void loadPaletteLanguage(tag ? [tag] : Locale.preferredTags(loadSavedChoice())).then(async (loaded) => {
    mount(Palette, { target, props: { host, language: pseudoPaletteLanguage(tag) ?? loaded } });
    await tick();
    const direction = params.get('dir');
    if (direction) document.documentElement.dir = direction;
    const scene = params.get('scene') ?? 'palette';
    await waitFor('[role=option], .placeholder');
    const query = initialQuery(scene);
    if (query !== '') typeQuery(query);
    await new Promise((done) => setTimeout(done, 30));
    // Tests and screenshots wait for this attribute.
    document.documentElement.dataset['played'] = scene;
  });
}
