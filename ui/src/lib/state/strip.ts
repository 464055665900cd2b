// Which one thing stands above the list: how the session stands comes first, then why the last refresh
// failed, then trouble with the settings file, then with what the person made of the list. Decides only;
// ListBanner.svelte has the words.
import type { FreshnessView, Problem, SessionView, SettingsView, SignInStep, SignInWay } from '../ipc/types';

/** The states in which the list, if there is one, is on screen. */
export type ListedSession = Extract<
  SessionView,
  { state: 'signedOut' | 'restoring' | 'signingIn' | 'signedIn' }
>;

export type Strip =
  | { kind: 'restoring' }
  | { kind: 'signingIn'; way: SignInWay; step: SignInStep; host: string | null; canUseBrowser: boolean }
  | { kind: 'trouble'; way: SignInWay; problem: Problem; canUseBrowser: boolean }
  | { kind: 'renewing'; way: SignInWay }
  | { kind: 'signedOut'; problem: Problem | null; canUseBrowser: boolean }
  | { kind: 'list'; problem: Problem }
  | { kind: 'settings'; problem: Problem }
  | { kind: 'personal'; problem: Problem };

/** Whether this session shows the list: only its owner sees it, and only while it is loaded. */
export function listed(session: SessionView | null, freshness: FreshnessView): session is ListedSession {
  switch (session?.state) {
    case 'signedIn':
    case 'restoring':
      // Nothing is asked of the person, so the frame of the list stands already.
      return true;
    case 'signedOut':
    case 'signingIn':
      return session.user !== null && freshness.loaded;
    default:
      return false;
  }
}

export function strip(
  session: ListedSession,
  freshness: FreshnessView,
  settings: SettingsView | null,
  personal: Problem | null = null,
): Strip | null {
  switch (session.state) {
    case 'restoring':
      return { kind: 'restoring' };
    case 'signingIn': {
      const { way, step, host, trouble, canUseBrowser } = session;
      return trouble
        ? { kind: 'trouble', way, problem: trouble, canUseBrowser }
        : { kind: 'signingIn', way, step, host, canUseBrowser };
    }
    case 'signedOut': {
      // What the person chose to do needs no explanation.
      const chosen = session.problem?.code === 'E-AUTH-CANCEL';
      const { canUseBrowser } = session;
      return { kind: 'signedOut', problem: chosen ? null : session.problem, canUseBrowser };
    }
    case 'signedIn':
      if (session.renewing) return { kind: 'renewing', way: settings?.signIn?.value ?? 'webview' };
      // Without a list the problem takes the list's place instead.
      if (freshness.loaded && freshness.problem) return { kind: 'list', problem: freshness.problem };
      if (settings?.problem) return { kind: 'settings', problem: settings.problem };
      return personal ? { kind: 'personal', problem: personal } : null;
  }
}

/** Notices when the list begins to belong to somebody else, whose search and place it must not inherit. */
export class Owner {
  #host = '';
  #name = '';
  #turn = 0;

  /** A number that changes with the owner. A login name that arrives late is no other owner. */
  turn(session: ListedSession | null): number {
    if (session) {
      const name = session.user?.name ?? '';
      const other = this.#name !== '' && name !== '' && this.#name !== name;
      if (this.#host !== session.tenant.host || other) {
        this.#turn++;
        this.#name = '';
      }
      this.#host = session.tenant.host;
      if (name !== '') this.#name = name;
    }
    return this.#turn;
  }
}
