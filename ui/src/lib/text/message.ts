// What a sentence about a problem is made of. The sentences themselves are in the dictionaries.

/** The one thing that helps. */
export type Remedy = 'retry' | 'signIn' | 'changeTenant' | 'copyLink' | 'openInBrowser' | 'none';

/** What is known when a problem is put into words. Each is plain text, ready to show. */
export interface MessageArgs {
  /** The host it is about, or words that stand for it. */
  host: string;
  /** No host is known: `host` is words that stand for one. */
  isHostUnknown: boolean;
  /** The refused scheme, the application id, … */
  reason: string | null;
  /** The clock time at which trying again makes sense. */
  until: string | null;
  /** The clock time of the list that is still on screen, if one is. */
  asOf: string | null;
}

export interface Message {
  /** What happened. */
  title: string;
  /** What was kept, and what to do. */
  body: string;
  remedy: Remedy;
}
