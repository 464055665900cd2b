// What the person does to the list: stars, moves, hides. Each is one command and one spoken sentence; the
// new views come back as an update, and nothing is drawn before they do.
import type { AppView } from '../ipc/types';
import { positionInAll } from '../grid/favorite-order';
import type { AppContext } from './app-context.svelte';

export class PersonalizationActions {
  /** How often the person changed something: what they did themselves may move things under the pointer. */
  userEdits = 0;
  readonly #context: AppContext;

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** The favourites that are on screen, in their order. */
  get visibleFavorites(): string[] {
    const { views } = this.#context;
    return views.personalization.favorites.filter(
      (key) => views.indexByKey.has(key) && !views.hidden.has(key),
    );
  }

  toggleFavorite({ key, name }: AppView): void {
    const { host, views, messages } = this.#context;
    const isFavorite = !views.favorites.has(key);
    this.#run(
      host.setFavorite(key, isFavorite),
      messages.actions[isFavorite ? 'favoriteAdded' : 'favoriteRemoved'](name),
    );
  }

  toggleHidden({ key, name }: AppView): void {
    const { host, views, messages } = this.#context;
    const isHidden = !views.hidden.has(key);
    this.#run(host.setAppHidden(key, isHidden), messages.actions[isHidden ? 'appHidden' : 'appShown'](name));
  }

  /** Moves a favourite to a place among those on screen. False when it is there already, or cannot be. */
  moveFavorite({ key, name }: AppView, to: number): boolean {
    const { host, language, views, messages } = this.#context;
    const { visibleFavorites } = this;
    const from = visibleFavorites.indexOf(key);
    if (from < 0 || to < 0 || to >= visibleFavorites.length || to === from) return false;
    const position = positionInAll(views.personalization.favorites, visibleFavorites, key, to);
    const announcement = messages.actions.moved(
      name,
      language.number(to + 1),
      language.number(visibleFavorites.length),
    );
    this.#run(host.moveFavorite(key, position), announcement);
    return true;
  }

  markNewSeen(): void {
    const { host, messages } = this.#context;
    this.#run(host.markNewSeen(), messages.actions.newMarkedSeen);
  }

  /** Said only once it is done. */
  #run(command: Promise<void>, announcement: string): void {
    this.userEdits++;
    this.#context.run(command.then(() => this.#context.announcer.announce(announcement)));
  }
}
