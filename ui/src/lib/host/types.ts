// The one door from the UI to the rest of Portico. What the UI may ask, and nothing else: no URL,
// path or token passes here, apart from the link that the person asks to copy.
import type { Place, SearchView, SettingsChange, Update } from '../ipc/types';

/** Each call resolves when it was taken; what came of it arrives as an update. A rejection is a `Problem`. */
export interface Host {
  /** Every view once, then each that changed, for as long as the page lives. */
  watch(onUpdate: (update: Update) => void): Promise<void>;

  enterTenant(address: string): Promise<void>;
  confirmTenant(): Promise<void>;
  changeTenant(): Promise<void>;
  tryDemo(): Promise<void>;

  signIn(): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** Raises the sign-in window. */
  showSignIn(): Promise<void>;
  signOut(): Promise<void>;

  refresh(): Promise<void>;
  search(query: string): Promise<SearchView>;
  /** `null`: where the setting says. */
  openApp(key: string, place: Place | null): Promise<void>;
  appLink(key: string): Promise<string>;

  saveSettings(change: SettingsChange): Promise<void>;

  /** Where the picture of an app lies. It may turn out to be missing. */
  iconUrl(id: string): string;
}
