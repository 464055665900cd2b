// What the palette's page may ask, and nothing else. It knows no list, no session and no settings.
import type { PaletteView } from '../ipc/types';

/** A rejection is a `Problem`. */
export interface PaletteHost {
  /** For no words: what is opened most. */
  search(query: string): Promise<PaletteView>;
  /** Opens an app where it usually opens; the palette goes away. */
  open(key: string): Promise<void>;
  /** Hides the palette. */
  close(): Promise<void>;
  /** Raises the main window with these words in its search; `''` for none. */
  showWindow(query: string): Promise<void>;
  /** Where the picture of an app lies. It may turn out to be missing. */
  iconUrl(id: string): string;
}
