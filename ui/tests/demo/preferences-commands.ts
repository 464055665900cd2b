// Preferences commands, as the core applies them.
import type { PreferencesView } from '../../src/lib/ipc/types';

const remove = (keys: readonly string[], key: string) => keys.filter((one) => one !== key);

export function withFavorite(view: PreferencesView, key: string, isFavorite: boolean): PreferencesView {
  const others = remove(view.favorites, key);
  return { ...view, favorites: isFavorite ? [...others, key] : others };
}

export function withFavoriteMoved(view: PreferencesView, key: string, position: number): PreferencesView {
  const others = remove(view.favorites, key);
  return { ...view, favorites: [...others.slice(0, position), key, ...others.slice(position)] };
}

export function withHidden(view: PreferencesView, key: string, isHidden: boolean): PreferencesView {
  const others = remove(view.hidden, key);
  return { ...view, hidden: isHidden ? [key, ...others] : others };
}

/** Records a launch: the app becomes recent and is no longer new. */
export function withOpened(view: PreferencesView, key: string): PreferencesView {
  // The recent group stays empty until it has entries.
  const recent = view.recent.length > 0 ? [key, ...remove(view.recent, key)].slice(0, 6) : [];
  return { ...view, recent, newApps: remove(view.newApps, key) };
}
