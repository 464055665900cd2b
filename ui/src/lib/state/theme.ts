// Resolves the theme to `data-theme` on the root element. The last theme is saved and applied at the next start,
// before the settings arrive.
import type { Theme } from '../ipc/types';

const storageKey = 'portico.theme';
const darkScheme = () => matchMedia('(prefers-color-scheme: dark)');

function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && darkScheme().matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

export function applySavedTheme(): void {
  const saved = localStorage.getItem(storageKey);
  applyTheme(saved === 'light' || saved === 'dark' ? saved : 'system');
}

/** Applies a theme, and follows the system while it is `system`. Returns a function that stops it. */
export function followTheme(theme: Theme): () => void {
  const reapply = () => applyTheme(theme);
  reapply();
  localStorage.setItem(storageKey, theme);
  const scheme = darkScheme();
  scheme.addEventListener('change', reapply);
  return () => scheme.removeEventListener('change', reapply);
}
