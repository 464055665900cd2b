// Keeps the language, direction and colors of the document as chosen. Each page calls this once.
import type { LanguageChoice, Theme } from '../ipc/types';
import type { Locale } from '../text/locale';
import type { LocaleStore } from './locale-store.svelte';
import { followTheme } from './theme';

interface Chosen {
  language: LanguageChoice | undefined;
  theme: Theme | undefined;
}

export function followAppearance<L extends Locale<unknown>>(
  store: LocaleStore<L>,
  chosen: () => Chosen,
): void {
  $effect(() => {
    document.documentElement.lang = store.language.tag;
    document.documentElement.dir = store.language.direction;
  });
  const choice = $derived(chosen().language);
  $effect(() => {
    if (choice) void store.setChoice(choice);
  });
  const theme = $derived(chosen().theme);
  $effect(() => (theme === undefined ? undefined : followTheme(theme)));
}
