// Tauri implementation of the palette host.
import { convertFileSrc } from '@tauri-apps/api/core';
import type { PaletteHost } from './palette';
import { paletteCommands } from './palette-commands';

export const tauriPaletteHost: PaletteHost = {
  ...paletteCommands,
  iconUrl: (id) => convertFileSrc(id, 'icon'),
};
