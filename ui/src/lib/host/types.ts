// The interface between the UI and the shell. No URL, path or token passes through it, except two links that the
// user copies, and the client secret and passwords that the user types.
import type {
  DetailsView,
  LinkAnswer,
  Target,
  LaunchTargetsView,
  SearchView,
  SettingsChange,
  SignInMethod,
  ViewUpdate,
} from '../ipc/types';
import type { Messages } from '../text/messages';

/** Labels of the native bar in the sign-in window. */
export interface SignInBarLabels {
  text: string;
  retry: string;
  /** Absent if the browser is not offered. */
  browser: string | null;
}

/** Labels of native app windows. The shell replaces placeholders such as `{name}`. */
export type AppWindowLabels = Record<keyof Messages['appWindow'] | 'clear', string>;

/** Labels of the tray, the desktop's shortcut dialog and the background notification. */
export type DesktopLabels = Messages['desktop']['native'];

/** Each call resolves when the core accepts it; results arrive as updates. A rejection is a `Problem`. */
export interface Host {
  /** Delivers every view once, then each changed view, for the lifetime of the page. */
  subscribe(onUpdate: (update: ViewUpdate) => void): Promise<void>;

  enterTenant(address: string): Promise<void>;
  confirmTenant(): Promise<void>;
  tryDemo(): Promise<void>;

  /** `null`: the configured method. Restarts a running sign-in; renews the session while signed in. */
  signIn(method: SignInMethod | null): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** Raises the sign-in window. */
  showSignIn(): Promise<void>;
  /** The link that the browser received for the running sign-in. */
  signInLink(): Promise<string>;
  setSignInBar(labels: SignInBarLabels | null): Promise<void>;
  setAppWindowLabels(labels: AppWindowLabels): Promise<void>;
  setDesktopLabels(labels: DesktopLabels): Promise<void>;
  saveClientSecret(secret: string): Promise<void>;
  /** Signs out the current account, or all accounts. */
  signOut(allAccounts: boolean): Promise<void>;

  /** Starts adding an account; `goBack` returns to the previous one. */
  addAccount(): Promise<void>;
  goBack(): Promise<void>;
  switchAccount(id: string): Promise<void>;
  forgetAccount(id: string): Promise<void>;

  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Reports user activity. */
  recordActivity(): Promise<void>;

  retryKeyring(): Promise<void>;
  checkTenant(): Promise<void>;

  refresh(): Promise<void>;
  search(query: string): Promise<SearchView>;
  /** `null`: the default target. */
  openApp(key: string, target: Target | null): Promise<void>;
  /** Cancels the pending launch. */
  cancelLaunch(): Promise<void>;
  /** Opens the pending launch without waiting. */
  openAnyway(): Promise<void>;
  /** Sends the credentials that an app prompts for to the tenant; nothing is stored here. */
  saveAppCredentials(username: string, password: string): Promise<void>;
  /** Lists the browsers and commands of this computer again. */
  listLaunchTargets(): Promise<LaunchTargetsView>;
  /** Answers the deep link prompt. */
  answerLink(answer: LinkAnswer): Promise<void>;
  appLink(key: string): Promise<string>;
  /** The tenant's details of an app. Rejects if the app is no longer in the list. */
  appDetails(key: string): Promise<DetailsView>;

  setFavorite(key: string, isFavorite: boolean): Promise<void>;
  /** `position` among all favorites, from 0. */
  moveFavorite(key: string, position: number): Promise<void>;
  setAppHidden(key: string, isHidden: boolean): Promise<void>;
  /** Empties the group of new apps. */
  markNewSeen(): Promise<void>;
  /** Marks the activity feed as read. */
  markActivityRead(): Promise<void>;
  /** Shows a desktop notification, if the setting allows it. */
  notify(title: string, body: string): Promise<void>;

  saveSettings(change: SettingsChange): Promise<void>;

  /** Quits the app, even if it is set to keep running. */
  quit(): Promise<void>;

  /** URL of an app icon, which may be missing. */
  iconUrl(id: string): string;
}
