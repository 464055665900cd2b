// Everything a view may need, made once by App.svelte and found through Svelte's context.
import { createContext } from 'svelte';
import type { Host } from '../host/types';
import type { Millis, Problem } from '../ipc/types';
import type { Words } from '../text/en';
import type { Language } from '../text/language';
import { Announcer } from './announcer.svelte';
import { Arrangement } from './arrangement.svelte';
import { Launches } from './launches.svelte';
import { Search } from './search.svelte';
import { Views } from './views.svelte';

export type DialogName = 'settings' | 'shortcuts';

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

  /** The time of the list that is on screen; `null` while there is none. */
  readonly asOf: Millis | null = $derived(
    this.views.freshness.loaded ? this.views.freshness.updatedAt : null,
  );

  constructor(host: Host, language: Language) {
    this.host = host;
    this.language = language;
    this.words = language.words;
    this.search = new Search(host);
    this.launches = new Launches(host, this.views, this.announcer, language);
  }

  /** Runs a command whose result arrives as a view; a refusal is shown. */
  run(command: Promise<void>): void {
    command.catch((problem: Problem) => this.launches.report(problem));
  }
}

export const [portico, providePortico] = createContext<Portico>();
