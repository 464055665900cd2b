// Tauri implementation of the palette host: each call is one command.
import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { PaletteView } from '../ipc/types';
import type { PaletteHost } from './palette';

export const tauriPaletteHost: PaletteHost = {
  search: (query) => invoke<PaletteView>('palette_search', { query }),
  open: (key) => invoke('palette_open', { key }),
  close: () => invoke('palette_close'),
  showWindow: (query) => invoke('palette_show_window', { query }),
  iconUrl: (id) => convertFileSrc(id, 'icon'),
};
