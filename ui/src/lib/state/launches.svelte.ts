// From the click on an app to its opening: one launch per click, the questions where apps open, the ring on the
// tile, and what a strip at the foot has to say. What the launch leads to comes back as a `LaunchView`.
import type { Host } from '../host/types';
import type { AppView, LaunchView, Target, Problem } from '../ipc/types';
import { ruleMatches, targetLabel, privateTarget, defaultTarget } from '../launch-target';
import type { Language } from '../text/language';
import type { Announcer } from './announcer.svelte';
import { LaunchTargets } from './launch-targets.svelte';
import type { Views } from './views.svelte';

/** A held Enter or a double click opens once. */
export const debounceMs = 1000;
const maxSpinnerMs = 3000;
const minSpinnerMs = 700;
/** An opening that takes longer can be called off. A program that is started is watched for half a second, and cannot
    be called back in it. */
export const slowLaunchMs = 700;
const noticeDurationMs = 4000;

/** Something the strip at the foot of the list has to say. */
export type Notice =
  | { kind: 'failed'; key: string; name: string; problem: Problem }
  | { kind: 'canceled'; name: string }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'noPrivate' }
  | { kind: 'copied' }
  | { kind: 'link'; link: string };

export class Launches {
  /** The app for which the person is asked where apps open. */
  targetPrompt = $state.raw<AppView | null>(null);
  /** The app for which a place is being chosen among all. `forAll`: it was asked for in that question, and
      whether the answer is to be remembered. */
  openWithPrompt = $state.raw<{ app: AppView; rememberForAll: boolean | null } | null>(null);
  busyApp = $state.raw<{ key: string; since: number } | null>(null);
  notice = $state.raw<Notice | null>(null);
  /** What was clicked and cannot open yet: it waits, or asks for a password. */
  pendingLaunch = $state.raw<LaunchView | null>(null);
  /** What has been opening for a while. */
  slowLaunch = $state.raw<LaunchView | null>(null);

  readonly targets: LaunchTargets;
  readonly #host: Host;
  readonly #views: Views;
  readonly #announcer: Announcer;
  readonly #language: () => Language;
  readonly #lastAttempt = new Map<string, number>();
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

  /** `null`: where the settings say, and if they do not say, the person is asked. */
  open(app: AppView, target: Target | null = null): void {
    const now = Date.now();
    const last = this.#lastAttempt.get(app.key) ?? -Infinity;
    this.#lastAttempt.set(app.key, now);
    if (now - last < debounceMs || this.targetPrompt || this.openWithPrompt) return;
    if (target === null && this.#views.settings && this.defaultTarget(app) === null) this.targetPrompt = app;
    else this.#launch(app, target);
  }

  /** In a private window of the default browser. */
  async openPrivate(app: AppView): Promise<void> {
    const targets = await this.targets.ensureLoaded();
    const target = targets && privateTarget(targets);
    if (target) return this.open(app, target);
    this.#showBriefly({ kind: 'noPrivate' });
    this.#announcer.announce(this.#language().messages.launch.noPrivateWindow);
  }

  /** Lets the person choose among all places. */
  openWith(app: AppView): void {
    this.openWithPrompt = { app, rememberForAll: null };
  }

  /** Where an app usually opens; `null`: the person is asked each time. */
  defaultTarget(app: AppView): Target | null {
    const { settings } = this.#views;
    return settings && defaultTarget(app, settings);
  }

  /** The company decided where it usually opens. */
  hasPolicyRule(app: AppView): boolean {
    return this.#views.settings?.policyRules.some((rule) => ruleMatches(rule, app)) ?? false;
  }

  /** Where an app does not usually open: the other of browser and window. `null` where the person is asked. */
  alternateTarget(app: AppView): 'browser' | 'window' | null {
    const defaultTarget = this.defaultTarget(app);
    return defaultTarget === null ? null : defaultTarget === 'window' ? 'browser' : 'window';
  }

  /** The answer to the question where apps open. */
  answerTargetPrompt(target: Target, remember: boolean): void {
    const app = this.targetPrompt;
    this.targetPrompt = null;
    if (app) this.#applyAnswer(app, target, remember);
  }

  /** Instead of an answer: a choice among all places. */
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

  /** Calls off what waits, and what is opening. It says so itself once it is called off. */
  cancel(): void {
    this.pendingLaunch = null;
    this.#clearSlowLaunch();
    this.#run(this.#host.cancelLaunch());
  }

  /** Opens what waits, whatever it waits for. */
  openAnyway(): void {
    this.pendingLaunch = null;
    this.#run(this.#host.openAnyway());
  }

  /** A new `LaunchView` arrived. */
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
          this.#announcer.announce(messages.launch.waiting[view.waitReason ?? 'signIn'](view.name));
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
        this.#announcer.announce(messages.launch.canceled(view.name));
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
    if (target === 'browser' || target === 'window') return messages.launch.targets[target].opening(name);
    const label = targetLabel(target, this.targets.view, messages);
    if (label !== null) return messages.launch.openingIn(name, label);
    // The next time it is known.
    void this.targets.refresh();
    return messages.launch.opening(name);
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
    this.#host.openApp(app.key, target).catch((problem: Problem) => {
      this.#hideSpinner(app.key);
      this.#showFailure(app.key, app.name, problem);
    });
  }

  #showFailure(key: string, name: string, problem: Problem): void {
    // The way on that is offered now is no second click.
    this.#lastAttempt.delete(key);
    this.notice = { kind: 'failed', key, name, problem };
    const { messages } = this.#language();
    this.#announcer.announce(`${messages.launch.failed(name)} ${this.#language().explain(problem).title}`);
  }

  /** For a while: nobody has to answer it. */
  #showBriefly(notice: Notice): void {
    this.notice = notice;
    setTimeout(() => {
      if (this.notice === notice) this.notice = null;
    }, noticeDurationMs);
  }

  #run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.reportProblem(problem));
  }

  /** It is not opening any more; without a key: nothing is. */
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
