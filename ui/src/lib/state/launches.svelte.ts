// From the click on an app to its opening: one launch per click, the questions where apps open, the ring on the
// tile, and what a strip at the foot has to say. What the launch leads to comes back as a `LaunchView`.
import type { Host } from '../host/types';
import type { AppView, LaunchView, Place, Problem } from '../ipc/types';
import { fits, placeName, privatePlace, usualPlace } from '../place';
import type { Language } from '../text/language';
import type { Announcer } from './announcer.svelte';
import { Places } from './places.svelte';
import type { Views } from './views.svelte';

/** A held Enter or a double click opens once. */
export const debounce = 1000;
const ringAtMost = 3000;
const ringAtLeast = 700;
/** An opening that takes longer can be called off. A program that is started is watched for half a second, and cannot
    be called back in it. */
export const slowAfter = 700;
const mentionedFor = 4000;

/** Something the strip at the foot of the list has to say. */
export type Notice =
  | { kind: 'failed'; key: string; name: string; problem: Problem }
  | { kind: 'cancelled'; name: string }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'noPrivate' }
  | { kind: 'copied' }
  | { kind: 'link'; link: string };

export class Launches {
  /** The app for which the person is asked where apps open. */
  asking = $state.raw<AppView | null>(null);
  /** The app for which a place is being chosen among all. `forAll`: it was asked for in that question, and
      whether the answer is to be remembered. */
  choosing = $state.raw<{ app: AppView; forAll: boolean | null } | null>(null);
  ringing = $state.raw<{ key: string; since: number } | null>(null);
  notice = $state.raw<Notice | null>(null);
  /** What was clicked and cannot open yet: it waits, or asks for a password. */
  intent = $state.raw<LaunchView | null>(null);
  /** What has been opening for a while. */
  slow = $state.raw<LaunchView | null>(null);

  readonly places: Places;
  readonly #host: Host;
  readonly #views: Views;
  readonly #announcer: Announcer;
  readonly #speech: () => Language;
  readonly #lastTry = new Map<string, number>();
  #ringEnds: ReturnType<typeof setTimeout> | undefined;
  #slows: ReturnType<typeof setTimeout> | undefined;
  #opening = '';
  #announced = '';

  constructor(host: Host, views: Views, announcer: Announcer, speech: () => Language) {
    this.#host = host;
    this.#views = views;
    this.#announcer = announcer;
    this.#speech = speech;
    this.places = new Places(host);
  }

  /** `null`: where the settings say, and if they do not say, the person is asked. */
  open(app: AppView, place: Place | null = null): void {
    const now = Date.now();
    const last = this.#lastTry.get(app.key) ?? -Infinity;
    this.#lastTry.set(app.key, now);
    if (now - last < debounce || this.asking || this.choosing) return;
    if (place === null && this.#views.settings && this.usual(app) === null) this.asking = app;
    else this.#go(app, place);
  }

  /** In a private window of the default browser. */
  async openPrivately(app: AppView): Promise<void> {
    const places = await this.places.known();
    const place = places && privatePlace(places);
    if (place) return this.open(app, place);
    this.#mention({ kind: 'noPrivate' });
    this.#announcer.say(this.#speech().words.launch.noPrivate);
  }

  /** Lets the person choose among all places. */
  openWith(app: AppView): void {
    this.choosing = { app, forAll: null };
  }

  /** Where an app usually opens; `null`: the person is asked each time. */
  usual(app: AppView): Place | null {
    const { settings } = this.#views;
    return settings && usualPlace(app, settings);
  }

  /** The company decided where it usually opens. */
  isFixed(app: AppView): boolean {
    return this.#views.settings?.fixedRules.some((rule) => fits(rule, app)) ?? false;
  }

  /** Where an app does not usually open: the other of browser and window. `null` where the person is asked. */
  otherPlace(app: AppView): 'browser' | 'window' | null {
    const usual = this.usual(app);
    return usual === null ? null : usual === 'window' ? 'browser' : 'window';
  }

  /** The answer to the question where apps open. */
  answer(place: Place, remember: boolean): void {
    const app = this.asking;
    this.asking = null;
    if (app) this.#decide(app, place, remember);
  }

  /** Instead of an answer: a choice among all places. */
  askFurther(remember: boolean): void {
    if (this.asking) this.choosing = { app: this.asking, forAll: remember };
    this.asking = null;
  }

  choose(place: Place, remember: boolean): void {
    const chosen = this.choosing;
    this.choosing = null;
    if (!chosen) return;
    const { app, forAll } = chosen;
    if (forAll !== null) return this.#decide(app, place, remember);
    const { settings } = this.#views;
    if (remember && settings) {
      const others = settings.openRules.filter((rule) => rule.app !== app.key);
      this.#run(
        this.#host.saveSettings({
          what: 'openRules',
          value: [{ app: app.key, category: null, place }, ...others],
        }),
      );
    }
    this.#go(app, place);
  }

  dismissQuestion(): void {
    this.asking = null;
    this.choosing = null;
  }

  /** Calls off what waits, and what is opening. It says so itself once it is called off. */
  cancel(): void {
    this.intent = null;
    this.#settle();
    this.#run(this.#host.cancelLaunch());
  }

  /** Opens what waits, whatever it waits for. */
  openAnyway(): void {
    this.intent = null;
    this.#run(this.#host.openAnyway());
  }

  /** A new `LaunchView` arrived. */
  take(view: LaunchView): void {
    const { words } = this.#speech();
    const before = this.intent;
    const waits = view.phase === 'waiting' || view.phase === 'asking';
    if (waits || before?.key === view.key) this.intent = waits ? view : null;
    if (view.phase !== 'opening') this.#settle(view.key);
    switch (view.phase) {
      case 'waiting':
        this.#silence(view.key);
        this.notice = null;
        if (before?.key !== view.key || before.waitsFor !== view.waitsFor) {
          this.#announcer.say(words.launch.waits[view.waitsFor ?? 'signIn'](view.name));
        }
        break;
      case 'asking':
        this.#silence(view.key);
        this.notice = null;
        if (view.problem) this.#announcer.say(this.#speech().explain(view.problem).lead);
        break;
      case 'failed':
        this.#silence(view.key);
        if (view.problem) this.#failed(view.key, view.name, view.problem);
        break;
      case 'cancelled': {
        this.#silence(view.key);
        this.#mention({ kind: 'cancelled', name: view.name });
        this.#announcer.say(words.launch.cancelled(view.name));
        break;
      }
      case 'opening':
      case 'opened':
        if (this.notice?.kind !== 'problem') this.notice = null;
        if (this.#announced !== view.key || view.phase === 'opening') {
          this.#announced = view.key;
          this.#announcer.say(this.opening(view));
        }
        if (view.phase === 'opened') this.#silence(view.key);
        else {
          if (this.ringing?.key !== view.key) this.#ring(view.key);
          clearTimeout(this.#slows);
          this.#opening = view.key;
          this.#slows = setTimeout(() => (this.slow = view), slowAfter);
        }
    }
  }

  /** "Opening Jira in Firefox" */
  opening({ name, place }: LaunchView): string {
    const { words } = this.#speech();
    if (place === 'browser' || place === 'window') return words.launch.places[place].opening(name);
    const where = placeName(place, this.places.view, words);
    if (where !== null) return words.launch.openingIn(name, where);
    // The next time it is known.
    void this.places.ask();
    return words.launch.opening(name);
  }

  report(problem: Problem): void {
    this.notice = { kind: 'problem', problem };
    this.#announcer.say(this.#speech().explain(problem).lead);
  }

  async copyLink(key: string): Promise<void> {
    try {
      const link = await this.#host.appLink(key);
      try {
        await navigator.clipboard.writeText(link);
        this.#mention({ kind: 'copied' });
        this.#announcer.say(this.#speech().words.launch.copied);
      } catch {
        this.notice = { kind: 'link', link };
      }
    } catch (problem) {
      this.report(problem as Problem);
    }
  }

  #decide(app: AppView, place: Place, remember: boolean): void {
    if (remember) this.#run(this.#host.saveSettings({ what: 'opensIn', value: place }));
    this.#go(app, place);
  }

  #go(app: AppView, place: Place | null): void {
    this.notice = null;
    this.#announced = '';
    this.#ring(app.key);
    this.#host.openApp(app.key, place).catch((problem: Problem) => {
      this.#silence(app.key);
      this.#failed(app.key, app.name, problem);
    });
  }

  #failed(key: string, name: string, problem: Problem): void {
    // The way on that is offered now is no second click.
    this.#lastTry.delete(key);
    this.notice = { kind: 'failed', key, name, problem };
    const { words } = this.#speech();
    this.#announcer.say(`${words.launch.failed(name)} ${this.#speech().explain(problem).lead}`);
  }

  /** For a while: nobody has to answer it. */
  #mention(notice: Notice): void {
    this.notice = notice;
    setTimeout(() => {
      if (this.notice === notice) this.notice = null;
    }, mentionedFor);
  }

  #run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.report(problem));
  }

  /** It is not opening any more; without a key: nothing is. */
  #settle(key?: string): void {
    if (key !== undefined && key !== this.#opening) return;
    clearTimeout(this.#slows);
    this.slow = null;
  }

  #ring(key: string): void {
    clearTimeout(this.#ringEnds);
    this.ringing = { key, since: Date.now() };
    this.#ringEnds = setTimeout(() => (this.ringing = null), ringAtMost);
  }

  #silence(key: string): void {
    if (this.ringing?.key !== key) return;
    const left = this.ringing.since + ringAtLeast - Date.now();
    clearTimeout(this.#ringEnds);
    if (left <= 0) this.ringing = null;
    else this.#ringEnds = setTimeout(() => (this.ringing = null), left);
  }
}
