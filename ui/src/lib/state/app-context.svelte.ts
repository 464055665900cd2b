// Everything a view may need, made once by App.svelte and found through Svelte's context.
import { createContext } from 'svelte';
import { KeyRepeatGuard } from '../key-repeat';
import type { Host } from '../host/types';
import type { AppView, HitView, Timestamp, Problem, SearchView, SignInMethod } from '../ipc/types';
import { restoreFocus } from '../parts/focus';
import type { Messages } from '../text/en';
import { Language } from '../text/language';
import { Announcer } from './announcer.svelte';
import { Launches } from './launches.svelte';
import { PersonalizationActions } from './personalization';
import { appSearchSource, Search } from './search.svelte';
import { LocaleStore } from './locale-store.svelte';
import { Views } from './views.svelte';

export type DialogName = 'settings' | 'shortcuts' | 'check' | 'secret' | 'forget' | 'feed';

/** The actions of one app, as a menu beside what they were asked from. */
export interface ActionMenu {
  app: AppView;
  /** Asked for among the favourites, where an app can be moved. */
  inFavorites: boolean;
  /** Where on screen. */
  anchor: { left: number; right: number; top: number; bottom: number };
  /** Takes the focus back. */
  opener: HTMLElement | null;
}

export class AppContext {
  readonly host: Host;
  readonly views = new Views();
  readonly announcer = new Announcer();
  readonly keyRepeatGuard = new KeyRepeatGuard();
  readonly search: Search<HitView, SearchView>;
  readonly launches: Launches;
  readonly personalization: PersonalizationActions;
  readonly localeStore: LocaleStore<Language>;

  actionMenu = $state.raw<ActionMenu | null>(null);
  /** The key of the app whose details are shown, and what gets the focus back. */
  details = $state.raw<{ key: string; opener: HTMLElement | null } | null>(null);

  dialog = $state<DialogName | null>(null);

  /** The warning that sessions are not kept was put away, until Portico is closed. */
  keyringNoticeDismissed = $state(false);

  /** The time of the list that is on screen; `null` while there is none. */
  readonly listUpdatedAt: Timestamp | null = $derived(
    this.views.freshness.loaded ? this.views.freshness.updatedAt : null,
  );

  /** There is something to lock, and a keyring from which it can be picked up again. */
  readonly canLock = $derived(
    this.views.session?.state === 'signedIn' && this.views.keyring.problem === null,
  );

  /** Why a session that was kept is out of reach, for somebody who is signed out. */
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
    this.personalization = new PersonalizationActions(this);
  }

  /** Changes with the setting: nobody may keep it, or the words, in a constant. */
  get language(): Language {
    return this.localeStore.language;
  }

  get messages(): Messages {
    return this.language.messages;
  }

  /** Signs in, or renews; a client secret that is missing is asked for first. `null`: the way that is set. */
  signIn(method: SignInMethod | null = null): void {
    const { session } = this.views;
    if (session?.state === 'signedOut' && session.needsSecret) this.dialog = 'secret';
    else this.run(this.host.signIn(method));
  }

  /** Opens the check, and begins it. */
  openSetupCheck(): void {
    this.dialog = 'check';
    if (!this.views.setupCheck.running) this.run(this.host.checkTenant());
  }

  /** Closes whatever is open, and forgets what the last action led to. */
  closeAll(): void {
    this.dialog = null;
    this.actionMenu = null;
    this.details = null;
    this.launches.dismissPrompts();
    this.launches.notice = null;
  }

  /** Shows what is known of an app; the focus comes back to where it was. */
  showDetails(key: string, opener: HTMLElement | null): void {
    this.details = { key, opener };
  }

  closeDetails(): void {
    const opener = this.details?.opener;
    this.details = null;
    restoreFocus(opener);
  }

  /** Closes a dialog, unless another has taken its place meanwhile. */
  closeDialog(dialog: DialogName): void {
    if (this.dialog === dialog) this.dialog = null;
  }

  /** Runs a command whose result arrives as a view; a refusal is shown. */
  run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.launches.reportProblem(problem));
  }
}

export const [getAppContext, setAppContext] = createContext<AppContext>();
