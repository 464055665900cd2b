// The one door from the UI to the rest of Portico. What the UI may ask, and nothing else: no URL, path or
// token passes here, apart from the two links that a person asks to copy, and the client secret and the
// passwords that one types in.
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
import type { Messages } from '../text/en';

/** The words of the bar inside the sign-in window, which is drawn natively. */
export interface SignInBarLabels {
  text: string;
  retry: string;
  /** Absent where the browser is not offered. */
  browser: string | null;
}

/** The words of an app's window, which is drawn natively. Marks such as `{name}` are filled in there. */
export type AppWindowLabels = Record<keyof Messages['appWindow'] | 'clear', string>;

/** The words of the tray, of the desktop's own dialog about a key, and of the notification that Portico stays. */
export type DesktopLabels = Messages['desktop']['native'];

/** Each call resolves when it was taken; what came of it arrives as an update. A rejection is a `Problem`. */
export interface Host {
  /** Every view once, then each that changed, for as long as the page lives. */
  subscribe(onUpdate: (update: ViewUpdate) => void): Promise<void>;

  enterTenant(address: string): Promise<void>;
  confirmTenant(): Promise<void>;
  tryDemo(): Promise<void>;

  /** `null`: the way that is set. Starts afresh while signing in, renews while signed in. */
  signIn(method: SignInMethod | null): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** Raises the sign-in window. */
  showSignIn(): Promise<void>;
  /** While the browser has the sign-in: the link that it was given. */
  signInLink(): Promise<string>;
  setSignInBar(labels: SignInBarLabels | null): Promise<void>;
  setAppWindowLabels(labels: AppWindowLabels): Promise<void>;
  setDesktopLabels(labels: DesktopLabels): Promise<void>;
  saveClientSecret(secret: string): Promise<void>;
  /** Of the account on screen, or of everybody. */
  signOut(allAccounts: boolean): Promise<void>;

  /** Asks for another company; `goBack` returns to the account that was on screen. */
  addAccount(): Promise<void>;
  goBack(): Promise<void>;
  switchAccount(id: string): Promise<void>;
  forgetAccount(id: string): Promise<void>;

  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** The person is here. */
  recordActivity(): Promise<void>;

  retryKeyring(): Promise<void>;
  checkTenant(): Promise<void>;

  refresh(): Promise<void>;
  search(query: string): Promise<SearchView>;
  /** `null`: where the settings say. */
  openApp(key: string, target: Target | null): Promise<void>;
  /** Calls off what waits, and what is about to open. */
  cancelLaunch(): Promise<void>;
  /** Opens what waits, whatever it waits for. */
  openAnyway(): Promise<void>;
  /** For the app that asks for them: they go on to the company, and are kept nowhere here. */
  saveAppCredentials(username: string, password: string): Promise<void>;
  /** The browsers and commands of this computer, looked for anew. */
  listLaunchTargets(): Promise<LaunchTargetsView>;
  /** About the link from outside that is asked about. */
  answerLink(answer: LinkAnswer): Promise<void>;
  appLink(key: string): Promise<string>;
  /** Everything the tenant says about an app. Rejected when it is no longer in the list. */
  appDetails(key: string): Promise<DetailsView>;

  setFavorite(key: string, isFavorite: boolean): Promise<void>;
  /** `to`: the place among the favourites, 0 the first. */
  moveFavorite(key: string, position: number): Promise<void>;
  setAppHidden(key: string, isHidden: boolean): Promise<void>;
  /** Empties the "New for you" shelf. */
  markNewSeen(): Promise<void>;
  /** The feed was looked at. */
  markActivityRead(): Promise<void>;
  /** A desktop notification, in the person's language. Shown if the setting says so. */
  notify(title: string, body: string): Promise<void>;

  saveSettings(change: SettingsChange): Promise<void>;

  /** Ends Portico, whatever keeps it running. */
  quit(): Promise<void>;

  /** Where the picture of an app lies. It may turn out to be missing. */
  iconUrl(id: string): string;
}
