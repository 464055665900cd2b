// What happens when a list is shown: search and panels of the account before are closed, and a search that was asked
// for from outside is typed into the search box.
import { untrack } from 'svelte';
import type { AppContext } from './app-context.svelte';

/** `epoch` changes with the list that is shown; `null` while there is none. */
export function followList(context: AppContext, epoch: () => number | null): void {
  const { launches, search, views } = context;
  const visibleEpoch = $derived(epoch());
  $effect(() => {
    void visibleEpoch;
    untrack(() => {
      search.clear();
      context.details = null;
      context.actionMenu = null;
    });
  });

  let lastSequence = 0;
  $effect(() => {
    const { query, sequence } = views.searchRequest;
    if (visibleEpoch === null || sequence === lastSequence) return;
    lastSequence = sequence;
    untrack(() => {
      context.dialog = null;
      context.actionMenu = null;
      launches.dismissPrompts();
      search.setQuery(query);
    });
    document.querySelector<HTMLElement>('[data-home]')?.focus();
  });

  // Closes dialogs and panels when the app is locked.
  const isLocked = $derived(views.session?.state === 'locked');
  $effect(() => {
    if (isLocked) untrack(() => context.closeAll());
  });
}
