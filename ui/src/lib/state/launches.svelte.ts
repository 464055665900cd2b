// From the click on an app to its opening: one launch per click, the question where apps open, the ring
// on the tile. What the launch leads to comes back as a `LaunchView`.
import type { Host } from '../host/types';
import type { AppView, LaunchView, Place, Problem } from '../ipc/types';
import type { Language } from '../text/language';
import type { Announcer } from './announcer.svelte';
import type { Views } from './views.svelte';

/** A held Enter or a double click opens once. */
export const debounce = 1000;
const ringAtMost = 3000;
const ringAtLeast = 700;

/** Something the strip at the foot of the list has to say. */
export type Notice =
  | { kind: 'failed'; key: string; name: string; problem: Problem }
  | { kind: 'waiting'; name: string }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'copied' }
  | { kind: 'link'; link: string };

export class Launches {
  /** The app whose place the person is being asked for. */
  asking = $state.raw<AppView | null>(null);
  ringing = $state.raw<{ key: string; since: number } | null>(null);
  notice = $state.raw<Notice | null>(null);

  readonly #host: Host;
  readonly #views: Views;
  readonly #announcer: Announcer;
  readonly #speech: () => Language;
  readonly #lastTry = new Map<string, number>();
  #ringEnds: ReturnType<typeof setTimeout> | undefined;
  #announced = '';

  constructor(host: Host, views: Views, announcer: Announcer, speech: () => Language) {
    this.#host = host;
    this.#views = views;
    this.#announcer = announcer;
    this.#speech = speech;
  }

  /** `null`: where the setting says, and if it does not say, the person is asked. */
  open(app: AppView, place: Place | null = null): void {
    const now = Date.now();
    const last = this.#lastTry.get(app.key) ?? -Infinity;
    this.#lastTry.set(app.key, now);
    if (now - last < debounce || this.asking) return;
    const { settings } = this.#views;
    if (place === null && settings && settings.opensIn.value === null) this.asking = app;
    else this.#go(app, place);
  }

  /** Where apps do not usually open; `null` where the person is asked each time. */
  get otherPlace(): Place | null {
    const usual = this.#views.settings?.opensIn.value ?? null;
    return usual === null ? null : usual === 'browser' ? 'window' : 'browser';
  }

  answer(place: Place, remember: boolean): void {
    const app = this.asking;
    this.asking = null;
    if (!app) return;
    if (remember) {
      this.#host
        .saveSettings({ what: 'opensIn', value: place })
        .catch((problem: Problem) => this.report(problem));
    }
    this.#go(app, place);
  }

  dismissQuestion(): void {
    this.asking = null;
  }

  /** A new `LaunchView` arrived. */
  take(view: LaunchView): void {
    const words = this.#speech().words.launch;
    if (view.phase === 'failed' && view.problem) {
      this.#silence(view.key);
      this.notice = { kind: 'failed', key: view.key, name: view.name, problem: view.problem };
      this.#announcer.say(`${words.failed(view.name)} ${this.#speech().explain(view.problem).lead}`);
    } else if (view.phase === 'waiting') {
      this.#silence(view.key);
      this.notice = { kind: 'waiting', name: view.name };
      this.#announcer.say(words.waiting(view.name));
    } else {
      if (this.notice?.kind !== 'problem') this.notice = null;
      if (this.#announced !== view.key || view.phase === 'opening') {
        this.#announced = view.key;
        this.#announcer.say(words.places[view.place].opening(view.name));
      }
      if (view.phase === 'opened') this.#silence(view.key);
      else if (this.ringing?.key !== view.key) this.#ring(view.key);
    }
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
        this.notice = { kind: 'copied' };
        this.#announcer.say(this.#speech().words.launch.copied);
      } catch {
        this.notice = { kind: 'link', link };
      }
    } catch (problem) {
      this.report(problem as Problem);
    }
  }

  #go(app: AppView, place: Place | null): void {
    this.notice = null;
    this.#announced = '';
    this.#ring(app.key);
    this.#host.openApp(app.key, place).catch((problem: Problem) => {
      this.#silence(app.key);
      this.notice = { kind: 'failed', key: app.key, name: app.name, problem };
      this.#announcer.say(this.#speech().words.launch.failed(app.name));
    });
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
