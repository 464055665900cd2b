// Written by `cargo xtask types` from src-tauri/src/commands/list.rs. Do not edit.
import { invoke } from '@tauri-apps/api/core';
import type { PaletteView } from '../ipc/types';

/** Each call resolves when the core accepts it; results arrive as updates. A rejection is a `Problem`. */
export interface PaletteCommands {
  /** An empty query returns favorites and the most used apps. */
  search(query: string): Promise<PaletteView>;
  /** Opens an app in its default target and hides the palette. */
  open(key: string): Promise<void>;
  /** Hides the palette. */
  close(): Promise<void>;
  /** Raises the main window with this query in its search box; `''` for none. */
  showWindow(query: string): Promise<void>;
}

export const paletteCommands: PaletteCommands = {
  search: (query) => invoke('palette_search', { query }),
  open: (key) => invoke('palette_open', { key }),
  close: () => invoke('palette_close'),
  showWindow: (query) => invoke('palette_show_window', { query }),
};
