// Shared state and commands of the UI, created by App.svelte and provided through Svelte's context.
import { createContext } from 'svelte';
import { KeyRepeatGuard } from '../key-repeat';
import type { Host } from '../host/types';
import type { AppView, HitView, Timestamp, Problem, SearchView, SignInMethod } from '../ipc/types';
import { restoreFocus } from '../parts/focus';
import type { Messages } from '../text/messages';
import { Language } from '../text/language';
import { Announcer } from './announcer.svelte';
import { Launches } from './launches.svelte';
import { PreferencesActions } from './preferences';
import { appSearchSource, Search } from './search.svelte';
import { LocaleStore } from './locale-store.svelte';
import { Views } from './views.svelte';

export type DialogName = 'settings' | 'shortcuts' | 'check' | 'secret' | 'forget' | 'feed';

/** The open action menu of one app. */
export interface ActionMenu {
  app: AppView;
  /** Opened in the favorites group, where the app can be moved. */
  inFavorites: boolean;
  /** Position on screen. */
  anchor: { left: number; right: number; top: number; bottom: number };
  /** The element that gets the focus back. */
  opener: HTMLElement | null;
}

export class AppContext {
  readonly host: Host;
  readonly views = new Views();
  readonly announcer = new Announcer();
  readonly keyRepeatGuard = new KeyRepeatGuard();
  readonly search: Search<HitView, SearchView>;
  readonly launches: Launches;
  readonly preferences: PreferencesActions;
  readonly localeStore: LocaleStore<Language>;

  actionMenu = $state.raw<ActionMenu | null>(null);
  /** The app whose details are shown, and the element that gets the focus back. */
  details = $state.raw<{ key: string; opener: HTMLElement | null } | null>(null);

  dialog = $state<DialogName | null>(null);

  /** The keyring banner was dismissed; applies until the app closes. */
  keyringNoticeDismissed = $state(false);

  /** When the visible list was updated; `null` without a list. */
  readonly listUpdatedAt: Timestamp | null = $derived(
    this.views.freshness.loaded ? this.views.freshness.updatedAt : null,
  );

  /** Locking requires a session and a keyring to restore it from. */
  readonly canLock = $derived(
    this.views.session?.state === 'signedIn' && this.views.keyring.problem === null,
  );

  /** Why the stored session of the current account cannot be restored, while signed out. */
  readonly storedSessionProblem: Problem | null = $derived(
    this.views.accounts.accounts.some(({ current, hasSession }) => current && hasSession)
      ? this.views.keyring.problem
      : null,
  );

  constructor(host: Host, language: Language) {
    this.host = host;
    this.localeStore = new LocaleStore(language, Language.load);
    this.search = new Search(appSearchSource(host));
    this.launches = new Launches(host, this.views, this.announcer, () => this.language);
    this.preferences = new PreferencesActions(this);
  }

  /** Changes with the setting. Components must derive from it, not store it. */
  get language(): Language {
    return this.localeStore.language;
  }

  get messages(): Messages {
    return this.language.messages;
  }

  /** Signs in or renews the session; asks for a missing client secret first. `null`: the configured method. */
  signIn(method: SignInMethod | null = null): void {
    const { session } = this.views;
    if (session?.state === 'signedOut' && session.needsSecret) this.dialog = 'secret';
    else this.run(this.host.signIn(method));
  }

  /** Opens the setup check and starts it. */
  openSetupCheck(): void {
    this.dialog = 'check';
    if (!this.views.setupCheck.running) this.run(this.host.checkTenant());
  }

  /** Closes dialogs, menus and panels, and clears the notice. */
  closeAll(): void {
    this.dialog = null;
    this.actionMenu = null;
    this.details = null;
    this.launches.dismissPrompts();
    this.launches.notice = null;
  }

  /** Shows the details of an app. Closing returns the focus to `opener`. */
  showDetails(key: string, opener: HTMLElement | null): void {
    this.details = { key, opener };
  }

  closeDetails(): void {
    const opener = this.details?.opener;
    this.details = null;
    restoreFocus(opener);
  }

  /** Closes a dialog, unless another one has replaced it. */
  closeDialog(dialog: DialogName): void {
    if (this.dialog === dialog) this.dialog = null;
  }

  /** Runs a command whose result arrives as a view, and reports a rejection. */
  run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.launches.reportProblem(problem));
  }
}

export const [getAppContext, setAppContext] = createContext<AppContext>();
