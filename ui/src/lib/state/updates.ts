// Applies what the core sends, and answers what the user does to the window: notifications while it has no focus, a
// refresh when it regains it, and reports of activity for the idle lock.
import type { PreferencesView, Problem } from '../ipc/types';
import { ActivityReporter } from './activity-reporter';
import type { AppContext } from './app-context.svelte';
import { ChangeTracker, formatNotification } from './notifications';
import { RefreshPolicy } from './refresh-policy';

export class Updates {
  readonly #context: AppContext;
  readonly #changes = new ChangeTracker();
  readonly #refreshPolicy = new RefreshPolicy();
  readonly #activity: ActivityReporter;

  constructor(context: AppContext) {
    this.#context = context;
    this.#activity = new ActivityReporter(() => void context.host.recordActivity().catch(() => undefined));
  }

  subscribe(): void {
    const { host, views, launches, search } = this.#context;
    host
      .subscribe((update) => {
        views.apply(update);
        if (update.what === 'launch') launches.onLaunchUpdate(update.view);
        if (update.what === 'apps') search.refresh();
        if (update.what === 'preferences') this.#notify(update.view);
      })
      .catch((problem: Problem) => launches.reportProblem(problem));
  }

  /** Sends a desktop notification for new changes while the window has no focus. */
  #notify(view: PreferencesView): void {
    const { host, language, views } = this.#context;
    const { session, settings } = views;
    const account =
      session && 'user' in session && session.user ? `${session.tenant.host}\n${session.user.name}` : null;
    const changes = this.#changes.collectNew(view, account);
    if (changes.length === 0 || !settings?.notifications.value || document.hasFocus()) return;
    const { title, body } = formatNotification(changes, language);
    this.#context.run(host.notify(title, body));
  }

  /** Refreshes a stale list. */
  readonly onWindowFocus = (): void => {
    const { host, views } = this.#context;
    views.now = Date.now();
    if (views.session?.state === 'signedIn' && this.#refreshPolicy.shouldRefresh(views.freshness, views.now))
      this.#context.run(host.refresh());
  };

  readonly recordActivity = (): void => {
    const { session, settings } = this.#context.views;
    if (session?.state === 'signedIn' && (settings?.idleLock.value ?? 0) > 0) this.#activity.recordActivity();
  };
}
