// The commands about a person's own order, as the core carries them out.
import type { PersonalView } from '../../ipc/types';

const without = (keys: readonly string[], key: string) => keys.filter((one) => one !== key);

export function starred(view: PersonalView, key: string, favourite: boolean): PersonalView {
  const others = without(view.favourites, key);
  return { ...view, favourites: favourite ? [...others, key] : others };
}

export function moved(view: PersonalView, key: string, to: number): PersonalView {
  const others = without(view.favourites, key);
  return { ...view, favourites: [...others.slice(0, to), key, ...others.slice(to)] };
}

export function hidden(view: PersonalView, key: string, hidden: boolean): PersonalView {
  const others = without(view.hidden, key);
  return { ...view, hidden: hidden ? [key, ...others] : others };
}

/** Opened: it is recent, and no longer new. */
export function opened(view: PersonalView, key: string): PersonalView {
  // On the first day there is too little to go by.
  const recent = view.recent.length > 0 ? [key, ...without(view.recent, key)].slice(0, 6) : [];
  return { ...view, recent, fresh: without(view.fresh, key) };
}
