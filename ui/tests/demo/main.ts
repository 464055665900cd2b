// Entry of the demo: the same UI over a fake host, for browsers, tests and screenshots. `?scene=` picks a state,
// `&theme=` the colors, `&dir=` the text direction, `&language=` the language or a pseudo-locale. Tests reach the
// host as `window.demo`, to send updates as the core does.
import '../../src/styles/tokens.css';
import '../../src/styles/base.css';
import { mount, tick } from 'svelte';
import App from '../../src/App.svelte';
import { demoHost } from './host';
import { scenesWithLazyViews, playScene, waitFor } from './interactions';
import { loadSavedChoice } from '../../src/lib/state/locale-store.svelte';
import { Language } from '../../src/lib/text/language';
import { pseudoLanguage } from './pseudo';

const params = new URLSearchParams(location.search);
const target = document.getElementById('app');
if (target) {
  const host = demoHost(params);
  Object.assign(window, { demo: host });
  const tag = params.get('language');
  void Language.load(tag ? [tag] : Language.preferredTags(loadSavedChoice())).then(async (loaded) => {
    const language = pseudoLanguage(tag) ?? loaded;
    mount(App, { target, props: { host, language } });
    await tick();
    // Overrides the text direction of the language.
    const direction = params.get('dir');
    if (direction) document.documentElement.dir = direction;
    const scene = params.get('scene') ?? 'list';
    await waitFor('h1');
    await playScene(scene, host);
    if (scenesWithLazyViews.test(scene)) await waitFor('dialog[open], aside');
    // Tests and screenshots wait for this attribute.
    document.documentElement.dataset['played'] = scene;
  });
}
