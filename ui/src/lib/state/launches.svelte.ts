// Launches: the prompts for a target, the spinner on the tile, and the status notice. The core decides which clicks are
// the same; the outcome arrives as a `LaunchView`.
import type { Host } from '../host/types';
import type { AppView, LaunchView, Target, Problem } from '../ipc/types';
import { targetLabel, privateTarget } from '../launch-target';
import type { Language } from '../text/language';
import type { Announcer } from './announcer.svelte';
import { LaunchTargets } from './launch-targets.svelte';
import type { Views } from './views.svelte';

const maxSpinnerMs = 3000;
const minSpinnerMs = 700;
/** A launch that takes longer can be canceled. A started program is watched for half a second, in which it cannot
    be. */
export const slowLaunchMs = 700;
const noticeDurationMs = 4000;

/** A target that every computer has. */
export interface BuiltInTarget {
  kind: 'browser' | 'window';
}

/** Content of the status notice below the list. */
export type Notice =
  | { kind: 'failed'; key: string; name: string; problem: Problem }
  | { kind: 'canceled'; name: string }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'noPrivate' }
  | { kind: 'copied' }
  | { kind: 'link'; link: string };

export class Launches {
  /** The app whose launch prompts for a default target. */
  targetPrompt = $state.raw<AppView | null>(null);
  /** The app whose target is chosen from the full list. `rememberForAll` is null unless the list was opened from
      the target prompt; then it says whether to save the answer. */
  openWithPrompt = $state.raw<{ app: AppView; rememberForAll: boolean | null } | null>(null);
  busyApp = $state.raw<{ key: string; since: number } | null>(null);
  notice = $state.raw<Notice | null>(null);
  /** The launch that waits or prompts for credentials. */
  pendingLaunch = $state.raw<LaunchView | null>(null);
  /** A launch that has been opening for `slowLaunchMs`. */
  slowLaunch = $state.raw<LaunchView | null>(null);

  readonly targets: LaunchTargets;
  readonly #host: Host;
  readonly #views: Views;
  readonly #announcer: Announcer;
  readonly #language: () => Language;
  #spinnerTimer: ReturnType<typeof setTimeout> | undefined;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #openingKey = '';
  #announcedKey = '';

  constructor(host: Host, views: Views, announcer: Announcer, language: () => Language) {
    this.#host = host;
    this.#views = views;
    this.#announcer = announcer;
    this.#language = language;
    this.targets = new LaunchTargets(host);
  }

  /** `null`: the default target; if there is none, the user is asked. */
  open(app: AppView, target: Target | null = null): void {
    if (this.targetPrompt || this.openWithPrompt) return;
    if (target === null && this.#views.settings && this.defaultTarget(app) === null) this.targetPrompt = app;
    else this.#launch(app, target);
  }

  /** Opens the app in a private window of the default browser. */
  async openPrivate(app: AppView): Promise<void> {
    const targets = await this.targets.ensureLoaded();
    const target = targets && privateTarget(targets);
    if (target) return this.open(app, target);
    this.#showBriefly({ kind: 'noPrivate' });
    this.#announcer.announce(this.#language().messages.launch.noPrivateWindow);
  }

  /** Shows the full list of targets for one app. */
  openWith(app: AppView): void {
    this.openWithPrompt = { app, rememberForAll: null };
  }

  /** The default target of an app; `null`: the user is asked each time. */
  defaultTarget(app: AppView): Target | null {
    return app.opensIn?.value ?? this.#views.settings?.opensIn.value ?? null;
  }

  /** The opposite of the default target, browser or window; `null` if there is no default. */
  alternateTarget(app: AppView): BuiltInTarget | null {
    const target = this.defaultTarget(app);
    return target && { kind: target.kind === 'window' ? 'browser' : 'window' };
  }

  /** Answers the prompt for a default target. */
  answerTargetPrompt(target: Target, remember: boolean): void {
    const app = this.targetPrompt;
    this.targetPrompt = null;
    if (app) this.#applyAnswer(app, target, remember);
  }

  /** Opens the full target list from the prompt. */
  showAllTargets(remember: boolean): void {
    if (this.targetPrompt) this.openWithPrompt = { app: this.targetPrompt, rememberForAll: remember };
    this.targetPrompt = null;
  }

  chooseTarget(target: Target, remember: boolean): void {
    const prompt = this.openWithPrompt;
    this.openWithPrompt = null;
    if (!prompt) return;
    const { app, rememberForAll } = prompt;
    if (rememberForAll !== null) return this.#applyAnswer(app, target, remember);
    const { settings } = this.#views;
    if (remember && settings) {
      const others = settings.openRules.filter((rule) => rule.app !== app.key);
      this.#run(
        this.#host.saveSettings({
          what: 'openRules',
          value: [{ app: app.key, category: null, target }, ...others],
        }),
      );
    }
    this.#launch(app, target);
  }

  dismissPrompts(): void {
    this.targetPrompt = null;
    this.openWithPrompt = null;
  }

  /** Cancels the pending or opening launch. The core reports the cancellation. */
  cancel(): void {
    this.pendingLaunch = null;
    this.#clearSlowLaunch();
    this.#run(this.#host.cancelLaunch());
  }

  /** Opens the pending launch without waiting. */
  openAnyway(): void {
    this.pendingLaunch = null;
    this.#run(this.#host.openAnyway());
  }

  /** Applies a new `LaunchView`. */
  onLaunchUpdate(view: LaunchView): void {
    const { messages } = this.#language();
    const previous = this.pendingLaunch;
    const isPending = view.phase === 'waiting' || view.phase === 'promptingCredentials';
    if (isPending || previous?.key === view.key) this.pendingLaunch = isPending ? view : null;
    if (view.phase !== 'opening') this.#clearSlowLaunch(view.key);
    switch (view.phase) {
      case 'waiting':
        this.#hideSpinner(view.key);
        this.notice = null;
        if (previous?.key !== view.key || previous.waitReason !== view.waitReason) {
          this.#announcer.announce(messages.launch.waiting[view.waitReason ?? 'signIn']({ app: view.name }));
        }
        break;
      case 'promptingCredentials':
        this.#hideSpinner(view.key);
        this.notice = null;
        if (view.problem) this.#announcer.announce(this.#language().explain(view.problem).title);
        break;
      case 'failed':
        this.#hideSpinner(view.key);
        if (view.problem) this.#showFailure(view.key, view.name, view.problem);
        break;
      case 'canceled': {
        this.#hideSpinner(view.key);
        this.#showBriefly({ kind: 'canceled', name: view.name });
        this.#announcer.announce(messages.launch.canceled({ app: view.name }));
        break;
      }
      case 'opening':
      case 'opened':
        if (this.notice?.kind !== 'problem') this.notice = null;
        if (this.#announcedKey !== view.key || view.phase === 'opening') {
          this.#announcedKey = view.key;
          this.#announcer.announce(this.openingMessage(view));
        }
        if (view.phase === 'opened') this.#hideSpinner(view.key);
        else {
          if (this.busyApp?.key !== view.key) this.#showSpinner(view.key);
          clearTimeout(this.#slowTimer);
          this.#openingKey = view.key;
          this.#slowTimer = setTimeout(() => (this.slowLaunch = view), slowLaunchMs);
        }
    }
  }

  /** "Opening Jira in Firefox" */
  openingMessage({ name, target }: LaunchView): string {
    const { messages } = this.#language();
    if (target.kind === 'browser' || target.kind === 'window')
      return messages.launch.targets[target.kind].opening({ name });
    const label = targetLabel(target, this.targets.view, messages);
    if (label !== null) return messages.launch.openingIn({ name, place: label });
    // The label is known the next time.
    void this.targets.refresh();
    return messages.launch.opening({ name });
  }

  reportProblem(problem: Problem): void {
    this.notice = { kind: 'problem', problem };
    this.#announcer.announce(this.#language().explain(problem).title);
  }

  async copyLink(key: string): Promise<void> {
    try {
      const link = await this.#host.appLink(key);
      try {
        await navigator.clipboard.writeText(link);
        this.#showBriefly({ kind: 'copied' });
        this.#announcer.announce(this.#language().messages.launch.copied);
      } catch {
        this.notice = { kind: 'link', link };
      }
    } catch (problem) {
      this.reportProblem(problem as Problem);
    }
  }

  #applyAnswer(app: AppView, target: Target, remember: boolean): void {
    if (remember) this.#run(this.#host.saveSettings({ what: 'opensIn', value: target }));
    this.#launch(app, target);
  }

  #launch(app: AppView, target: Target | null): void {
    this.notice = null;
    this.#announcedKey = '';
    this.#showSpinner(app.key);
    this.#host
      .openApp(app.key, target)
      .catch((problem: Problem) => this.#showFailure(app.key, app.name, problem))
      .finally(() => this.#hideSpinner(app.key));
  }

  #showFailure(key: string, name: string, problem: Problem): void {
    this.notice = { kind: 'failed', key, name, problem };
    const { messages } = this.#language();
    this.#announcer.announce(
      `${messages.launch.failed({ app: name })} ${this.#language().explain(problem).title}`,
    );
  }

  /** Shows a notice that disappears by itself. */
  #showBriefly(notice: Notice): void {
    this.notice = notice;
    setTimeout(() => {
      if (this.notice === notice) this.notice = null;
    }, noticeDurationMs);
  }

  #run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.reportProblem(problem));
  }

  /** Clears the slow launch with this key, or any without a key. */
  #clearSlowLaunch(key?: string): void {
    if (key !== undefined && key !== this.#openingKey) return;
    clearTimeout(this.#slowTimer);
    this.slowLaunch = null;
  }

  #showSpinner(key: string): void {
    clearTimeout(this.#spinnerTimer);
    this.busyApp = { key, since: Date.now() };
    this.#spinnerTimer = setTimeout(() => (this.busyApp = null), maxSpinnerMs);
  }

  #hideSpinner(key: string): void {
    if (this.busyApp?.key !== key) return;
    const remaining = this.busyApp.since + minSpinnerMs - Date.now();
    clearTimeout(this.#spinnerTimer);
    if (remaining <= 0) this.busyApp = null;
    else this.#spinnerTimer = setTimeout(() => (this.busyApp = null), remaining);
  }
}
