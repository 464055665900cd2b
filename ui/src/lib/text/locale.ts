// Locale of a language: selection, number, date and list formats, independent of its messages. Formats follow the
// user's region if it has this language.
import type { LanguageChoice, Timestamp } from '../ipc/types';
import { isolate, type Direction } from './isolate';
import type { Count } from './message-format';

export type SupportedLanguage = Exclude<LanguageChoice, 'system'>;

const supportedLanguages: Record<SupportedLanguage, true> = {
  en: true,
  de: true,
  fr: true,
  ja: true,
  ar: true,
};
const second = 1000;
const hour = 3_600_000;
const day = 24 * hour;

const primarySubtag = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? '';
export const isSupported = (tag: string): tag is SupportedLanguage => Object.hasOwn(supportedLanguages, tag);
/** Calendar days between two times. */
const calendarDays = (start: Timestamp, end: Timestamp) =>
  Math.round((midnight(end) - midnight(start)) / day);
export const directionOf = (tag: SupportedLanguage): Direction => (tag === 'ar' ? 'rtl' : 'ltr');
const midnight = (at: Timestamp) => new Date(at).setHours(0, 0, 0, 0);

export class Locale<M> {
  readonly messages: M;
  readonly tag: SupportedLanguage;
  readonly direction: Direction;
  /** The first preferred tag of this language, such as "de-AT". */
  readonly #region: string;
  /** Small integers are formatted without `Intl`. */
  readonly #hasPlainDigits: boolean;
  // Created on first use: each costs startup time.
  #clock?: Intl.DateTimeFormat;
  #dayAndClock?: Intl.DateTimeFormat;
  #day?: Intl.DateTimeFormat;
  #dayAndYear?: Intl.DateTimeFormat;
  #number?: Intl.NumberFormat;
  #plural?: Intl.PluralRules;
  #relative?: Intl.RelativeTimeFormat;
  #list?: Intl.ListFormat;

  constructor(preferred: readonly string[], messages: M, tag: SupportedLanguage) {
    this.tag = tag;
    this.direction = directionOf(tag);
    this.messages = messages;
    this.#region = preferred.find((one) => primarySubtag(one) === tag) ?? tag;
    this.#hasPlainDigits = tag !== 'ar' && !this.#region.includes('-u-');
  }

  /** The first preferred language that is supported, else English. */
  static pickSupported(preferred: readonly string[]): SupportedLanguage {
    return preferred.map(primarySubtag).find(isSupported) ?? 'en';
  }

  /** Preferred language tags, best first: the chosen language, else the system languages. */
  static preferredTags(choice: LanguageChoice): string[] {
    const system = navigator.languages.length > 0 ? [...navigator.languages] : [navigator.language];
    if (choice === 'system') return system;
    // The system's regional tag is more specific than the chosen language.
    return [...system.filter((tag) => primarySubtag(tag) === choice), choice];
  }

  /** "09:12" today, "20 Nov, 09:12" on another day. */
  time(at: Timestamp, now: Timestamp = Date.now()): string {
    if (calendarDays(now, at) === 0) {
      this.#clock ??= this.#dates({ hour: '2-digit', minute: '2-digit' });
      return this.#clock.format(at);
    }
    this.#dayAndClock ??= this.#dates({
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    return this.#dayAndClock.format(at);
  }

  /** "20 November", with the year if it is another. */
  day(at: Timestamp, now: Timestamp = Date.now()): string {
    if (new Date(at).getFullYear() === new Date(now).getFullYear()) {
      this.#day ??= this.#dates({ day: 'numeric', month: 'long' });
      return this.#day.format(at);
    }
    this.#dayAndYear ??= this.#dates({ day: 'numeric', month: 'long', year: 'numeric' });
    return this.#dayAndYear.format(at);
  }

  /** "in 3 days", "yesterday", "2 hours ago", "now". Days are counted as the calendar does. */
  relative(at: Timestamp, now: Timestamp = Date.now()): string {
    this.#relative ??= new Intl.RelativeTimeFormat(this.#region, { numeric: 'auto' });
    const difference = at - now;
    const days = calendarDays(now, at);
    const format = (value: number, unit: Intl.RelativeTimeFormatUnit) =>
      this.#relative?.format(Math.round(value), unit) ?? '';
    if (Math.abs(difference) < 60 * second) return format(0, 'second');
    if (Math.abs(difference) < hour) return format(Math.trunc(difference / (60 * second)), 'minute');
    if (Math.abs(difference) < 12 * hour || days === 0) return format(difference / hour, 'hour');
    if (Math.abs(days) < 60) return format(days, 'day');
    if (Math.abs(days) < 700) return format(days / 30.4, 'month');
    return format(days / 365.2, 'year');
  }

  /** "A, B and C" */
  list(items: readonly string[]): string {
    this.#list ??= new Intl.ListFormat(this.#region, { type: 'conjunction' });
    return this.#list.format(items.map((item) => isolate(item, this.direction)));
  }

  number(value: number): string {
    // Most counts are small integers; creating formatters takes milliseconds at startup.
    if (this.#hasPlainDigits && value >= 0 && value < 1000 && Number.isInteger(value)) return String(value);
    this.#number ??= new Intl.NumberFormat(this.#region);
    return this.#number.format(value);
  }

  count(value: number): Count {
    this.#plural ??= new Intl.PluralRules(this.tag);
    const form = this.#plural.select(value);
    return { text: this.number(value), form };
  }

  #dates(parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.#region, parts);
  }
}
