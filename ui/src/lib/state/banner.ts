// Selects the banner above the list: session state first, then the last refresh problem, then the settings file,
// then preferences. ListBanner.svelte has the texts.
import type {
  FreshnessView,
  Problem,
  SessionView,
  SettingsView,
  SignInStep,
  SignInMethod,
} from '../ipc/types';

/** Session states that can show the list. */
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
  | { kind: 'preferences'; problem: Problem };

/** Whether this session shows the list: only its own user sees it, and only once it is loaded. */
export function showsList(session: SessionView | null, freshness: FreshnessView): session is SessionWithList {
  switch (session?.state) {
    case 'signedIn':
    case 'restoring':
      // No user input is needed, so the list layout is shown already.
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
  preferencesProblem: Problem | null = null,
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
      // A cancellation by the user needs no explanation.
      const wasCanceled = session.problem?.code === 'E-AUTH-CANCEL';
      const { canUseBrowser } = session;
      return { kind: 'signedOut', problem: wasCanceled ? null : session.problem, canUseBrowser };
    }
    case 'signedIn':
      if (session.replacing) return { kind: 'replacing', method: settings?.signIn?.value ?? 'webview' };
      // Without a list the problem is shown in its place.
      if (freshness.loaded && freshness.problem) return { kind: 'list', problem: freshness.problem };
      if (settings?.problem) return { kind: 'settings', problem: settings.problem };
      return preferencesProblem ? { kind: 'preferences', problem: preferencesProblem } : null;
  }
}

/** Detects when the list belongs to another account, which must not inherit search and scroll position. */
export class AccountChangeDetector {
  #host = '';
  #name = '';
  #epoch = 0;

  /** A number that changes with the account. A user name that arrives late is no other account. */
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
