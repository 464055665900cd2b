// Everything a view may need, made once by App.svelte and found through Svelte's context.
import { createContext } from 'svelte';
import type { Host } from '../host/types';
import type { Millis, Problem, SignInWay } from '../ipc/types';
import type { Words } from '../text/en';
import type { Language } from '../text/language';
import { Announcer } from './announcer.svelte';
import { Arrangement } from './arrangement.svelte';
import { Launches } from './launches.svelte';
import { Search } from './search.svelte';
import { Views } from './views.svelte';

export type DialogName = 'settings' | 'shortcuts' | 'check' | 'secret' | 'forget';

export class Portico {
  readonly host: Host;
  readonly language: Language;
  readonly words: Words;
  readonly views = new Views();
  readonly announcer = new Announcer();
  readonly arrangement = new Arrangement();
  readonly search: Search;
  readonly launches: Launches;

  dialog = $state<DialogName | null>(null);

  /** The warning that sessions are not kept was put away, until Portico is closed. */
  vaultDismissed = $state(false);

  /** The time of the list that is on screen; `null` while there is none. */
  readonly asOf: Millis | null = $derived(
    this.views.freshness.loaded ? this.views.freshness.updatedAt : null,
  );

  /** There is something to lock, and a keyring from which it can be picked up again. */
  readonly canLock = $derived(this.views.session?.state === 'signedIn' && this.views.vault.problem === null);

  /** Why a session that was kept is out of reach, for somebody who is signed out. */
  readonly outOfReach: Problem | null = $derived(
    this.views.accounts.accounts.some(({ current, hasSession }) => current && hasSession)
      ? this.views.vault.problem
      : null,
  );

  constructor(host: Host, language: Language) {
    this.host = host;
    this.language = language;
    this.words = language.words;
    this.search = new Search(host);
    this.launches = new Launches(host, this.views, this.announcer, language);
  }

  /** Signs in, or renews; a client secret that is missing is asked for first. `null`: the way that is set. */
  signIn(way: SignInWay | null = null): void {
    const { session } = this.views;
    if (session?.state === 'signedOut' && session.needsSecret) this.dialog = 'secret';
    else this.run(this.host.signIn(way));
  }

  /** Opens the check, and begins it. */
  check(): void {
    this.dialog = 'check';
    if (!this.views.check.running) this.run(this.host.checkTenant());
  }

  /** Closes whatever is open, and forgets what the last action led to. */
  putAway(): void {
    this.dialog = null;
    this.launches.dismissQuestion();
    this.launches.notice = null;
  }

  /** Closes a dialog, unless another has taken its place meanwhile. */
  close(dialog: DialogName): void {
    if (this.dialog === dialog) this.dialog = null;
  }

  /** Runs a command whose result arrives as a view; a refusal is shown. */
  run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.launches.report(problem));
  }
}

export const [portico, providePortico] = createContext<Portico>();
