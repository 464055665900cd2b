// Types of problem messages. The texts are in the dictionaries.

/** The recommended action. */
export type Remedy = 'retry' | 'signIn' | 'changeTenant' | 'copyLink' | 'openInBrowser' | 'none';

/** Arguments of a problem message, as plain text. */
export interface MessageArgs {
  /** The host, or a substitute word. */
  host: string;
  /** The host is unknown: `host` is a substitute word. */
  isHostUnknown: boolean;
  /** The refused scheme, the application id, … */
  reason: string | null;
  /** Formatted time from which a retry makes sense. */
  until: string | null;
  /** Formatted update time of the visible list, if any. */
  asOf: string | null;
}

export interface Message {
  /** What happened. */
  title: string;
  /** What was kept, and what to do. */
  body: string;
  remedy: Remedy;
}
