// Which one thing stands above the list: how the session stands comes first, then why the last refresh
// failed, then trouble with the settings file, then with what the person made of the list. Decides only;
// ListBanner.svelte has the words.
import type {
  FreshnessView,
  Problem,
  SessionView,
  SettingsView,
  SignInStep,
  SignInMethod,
} from '../ipc/types';

/** The states in which the list, if there is one, is on screen. */
export type SessionWithList = Extract<
  SessionView,
  { state: 'signedOut' | 'restoring' | 'signingIn' | 'signedIn' }
>;

export type BannerState =
  | { kind: 'restoring' }
  | { kind: 'signingIn'; method: SignInMethod; step: SignInStep; host: string | null; canUseBrowser: boolean }
  | { kind: 'warning'; method: SignInMethod; problem: Problem; canUseBrowser: boolean }
  | { kind: 'replacing'; method: SignInMethod }
  | { kind: 'signedOut'; problem: Problem | null; canUseBrowser: boolean }
  | { kind: 'list'; problem: Problem }
  | { kind: 'settings'; problem: Problem }
  | { kind: 'personalization'; problem: Problem };

/** Whether this session shows the list: only its owner sees it, and only while it is loaded. */
export function showsList(session: SessionView | null, freshness: FreshnessView): session is SessionWithList {
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

export function selectBanner(
  session: SessionWithList,
  freshness: FreshnessView,
  settings: SettingsView | null,
  personalizationProblem: Problem | null = null,
): BannerState | null {
  switch (session.state) {
    case 'restoring':
      return { kind: 'restoring' };
    case 'signingIn': {
      const { method, step, host, warning, canUseBrowser } = session;
      return warning
        ? { kind: 'warning', method, problem: warning, canUseBrowser }
        : { kind: 'signingIn', method, step, host, canUseBrowser };
    }
    case 'signedOut': {
      // What the person chose to do needs no explanation.
      const wasCanceled = session.problem?.code === 'E-AUTH-CANCEL';
      const { canUseBrowser } = session;
      return { kind: 'signedOut', problem: wasCanceled ? null : session.problem, canUseBrowser };
    }
    case 'signedIn':
      if (session.replacing) return { kind: 'replacing', method: settings?.signIn?.value ?? 'webview' };
      // Without a list the problem takes the list's place instead.
      if (freshness.loaded && freshness.problem) return { kind: 'list', problem: freshness.problem };
      if (settings?.problem) return { kind: 'settings', problem: settings.problem };
      return personalizationProblem ? { kind: 'personalization', problem: personalizationProblem } : null;
  }
}

/** Notices when the list begins to belong to somebody else, whose search and place it must not inherit. */
export class AccountChangeDetector {
  #host = '';
  #name = '';
  #epoch = 0;

  /** A number that changes with the owner. A login name that arrives late is no other owner. */
  epoch(session: SessionWithList | null): number {
    if (session) {
      const name = session.user?.name ?? '';
      const isOtherUser = this.#name !== '' && name !== '' && this.#name !== name;
      if (this.#host !== session.tenant.host || isOtherUser) {
        this.#epoch++;
        this.#name = '';
      }
      this.#host = session.tenant.host;
      if (name !== '') this.#name = name;
    }
    return this.#epoch;
  }
}
