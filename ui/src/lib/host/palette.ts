// The host interface of the palette page. It has no list, session or settings.
import type { PaletteCommands } from './palette-commands';

export interface PaletteHost extends PaletteCommands {
  /** URL of an app icon, which may be missing. */
  iconUrl(id: string): string;
}
