// User edits of the list: favorites, their order, hidden apps. Each is one command and one announcement; the new
// view arrives as an update, and nothing is drawn before.
import type { Host } from '../host/types';
import type { AppView } from '../ipc/types';
import type { Messages } from '../text/messages';
import type { Language } from '../text/language';
import { positionInAll } from '../grid/favorite-order';
import type { Announcer } from './announcer.svelte';
import type { Views } from './views.svelte';

/** The part of the app context that the actions use. */
export interface PreferencesContext {
  readonly host: Host;
  readonly views: Views;
  readonly announcer: Announcer;
  readonly language: Language;
  readonly messages: Messages;
  run(command: Promise<void>): void;
}

export class PreferencesActions {
  /** Counts user edits. Their own edits may move items under the pointer. */
  userEdits = 0;
  readonly #context: PreferencesContext;

  constructor(context: PreferencesContext) {
    this.#context = context;
  }

  /** Visible favorites in their order. */
  get visibleFavorites(): string[] {
    const { views } = this.#context;
    return views.preferences.favorites.filter((key) => views.indexByKey.has(key) && !views.hidden.has(key));
  }

  toggleFavorite({ key, name }: AppView): void {
    const { host, views, messages } = this.#context;
    const isFavorite = !views.favorites.has(key);
    this.#run(
      host.setFavorite(key, isFavorite),
      messages.actions[isFavorite ? 'favoriteAdded' : 'favoriteRemoved']({ name }),
    );
  }

  toggleHidden({ key, name }: AppView): void {
    const { host, views, messages } = this.#context;
    const isHidden = !views.hidden.has(key);
    this.#run(
      host.setAppHidden(key, isHidden),
      messages.actions[isHidden ? 'appHidden' : 'appShown']({ name }),
    );
  }

  /** Moves a favorite to a position among the visible ones. Returns false if nothing changes. */
  moveFavorite({ key, name }: AppView, to: number): boolean {
    const { host, language, views, messages } = this.#context;
    const { visibleFavorites } = this;
    const from = visibleFavorites.indexOf(key);
    if (from < 0 || to < 0 || to >= visibleFavorites.length || to === from) return false;
    const position = positionInAll(views.preferences.favorites, visibleFavorites, key, to);
    const announcement = messages.actions.moved({
      name,
      place: language.number(to + 1),
      of: language.number(visibleFavorites.length),
    });
    this.#run(host.moveFavorite(key, position), announcement);
    return true;
  }

  markNewSeen(): void {
    const { host, messages } = this.#context;
    this.#run(host.markNewSeen(), messages.actions.newMarkedSeen);
  }

  /** Announces the edit after the command succeeded. */
  #run(command: Promise<void>, announcement: string): void {
    this.userEdits++;
    this.#context.run(command.then(() => this.#context.announcer.announce(announcement)));
  }
}
