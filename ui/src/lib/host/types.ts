// The interface between the UI and the shell. No URL, path or token passes through it, except two links that the
// user copies, and the client secret and passwords that the user types.
import type { ViewUpdate } from '../ipc/types';
import type { MainCommands } from './main-commands';

export interface Host extends MainCommands {
  /** Delivers every view once, then each changed view, for the lifetime of the page. */
  subscribe(onUpdate: (update: ViewUpdate) => void): Promise<void>;

  /** URL of an app icon, which may be missing. */
  iconUrl(id: string): string;
}
