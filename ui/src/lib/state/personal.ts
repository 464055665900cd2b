// What the person does to the list: stars, moves, hides. Each is one command and one spoken sentence; the
// new views come back as an update, and nothing is drawn before they do.
import type { AppView } from '../ipc/types';
import { placeAmong } from '../grid/order';
import type { Portico } from './portico.svelte';

export class Personal {
  /** How often the person changed something: what they did themselves may move things under the pointer. */
  deeds = 0;
  readonly #portico: Portico;

  constructor(portico: Portico) {
    this.#portico = portico;
  }

  /** The favourites that are on screen, in their order. */
  get shown(): string[] {
    const { views } = this.#portico;
    return views.personal.favourites.filter((key) => views.byKey.has(key) && !views.hidden.has(key));
  }

  star({ key, name }: AppView): void {
    const { host, views, words } = this.#portico;
    const favourite = !views.favourites.has(key);
    this.#do(host.setFavourite(key, favourite), words.actions[favourite ? 'starred' : 'unstarred'](name));
  }

  hide({ key, name }: AppView): void {
    const { host, views, words } = this.#portico;
    const hidden = !views.hidden.has(key);
    this.#do(host.hideApp(key, hidden), words.actions[hidden ? 'hidden' : 'shown'](name));
  }

  /** Moves a favourite to a place among those on screen. False when it is there already, or cannot be. */
  move({ key, name }: AppView, to: number): boolean {
    const { host, language, views, words } = this.#portico;
    const { shown } = this;
    const from = shown.indexOf(key);
    if (from < 0 || to < 0 || to >= shown.length || to === from) return false;
    const place = placeAmong(views.personal.favourites, shown, key, to);
    const said = words.actions.moved(name, language.number(to + 1), language.number(shown.length));
    this.#do(host.moveFavourite(key, place), said);
    return true;
  }

  seeNew(): void {
    const { host, words } = this.#portico;
    this.#do(host.seeNew(), words.actions.seen);
  }

  /** Said only once it is done. */
  #do(command: Promise<void>, said: string): void {
    this.deeds++;
    this.#portico.run(command.then(() => this.#portico.announcer.say(said)));
  }
}
