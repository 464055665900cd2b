// Light or dark, resolved to `data-theme` on the root element. The last answer is kept, so that the next
// start paints it before the settings arrive.
import type { Theme } from '../ipc/types';

const kept = 'portico.theme';
const darkScheme = () => matchMedia('(prefers-color-scheme: dark)');

function paint(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && darkScheme().matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

export function paintLastTheme(): void {
  const last = localStorage.getItem(kept);
  paint(last === 'light' || last === 'dark' ? last : 'system');
}

/** Paints a theme and follows the system while it is `system`. Returns the way to stop. */
export function followTheme(theme: Theme): () => void {
  const repaint = () => paint(theme);
  repaint();
  localStorage.setItem(kept, theme);
  const scheme = darkScheme();
  scheme.addEventListener('change', repaint);
  return () => scheme.removeEventListener('change', repaint);
}
