// The host interface of the palette page. It has no list, session or settings.
import type { PaletteView } from '../ipc/types';

/** A rejection is a `Problem`. */
export interface PaletteHost {
  /** An empty query returns favorites and the most used apps. */
  search(query: string): Promise<PaletteView>;
  /** Opens an app in its default target and hides the palette. */
  open(key: string): Promise<void>;
  /** Hides the palette. */
  close(): Promise<void>;
  /** Raises the main window with this query in its search box; `''` for none. */
  showWindow(query: string): Promise<void>;
  /** URL of an app icon, which may be missing. */
  iconUrl(id: string): string;
}
