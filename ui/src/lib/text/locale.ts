// How a language is spoken, whatever its words are: which one is wanted, and how it writes numbers, times and lists.
// Numbers and times follow the person's region as far as it speaks the language. The words are language.ts's to
// know, or for the palette's page, which loads few, text/palette.ts's.
import type { LanguageChoice, Millis } from '../ipc/types';
import type { Count } from './count';
import { isolate, isolating, type Direction } from './isolate';

export type Spoken = Exclude<LanguageChoice, 'system'>;

const spoken: Record<Spoken, true> = { en: true, de: true, fr: true, ja: true, ar: true };
const second = 1000;
const hour = 3_600_000;
const day = 24 * hour;

const primary = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? '';
export const isSpoken = (tag: string): tag is Spoken => Object.hasOwn(spoken, tag);
/** Whole days between two moments, as the calendar counts them. */
const calendarDays = (from: Millis, to: Millis) => Math.round((midnight(to) - midnight(from)) / day);
const midnight = (at: Millis) => new Date(at).setHours(0, 0, 0, 0);

export class Locale<W> {
  readonly words: W;
  readonly tag: Spoken;
  readonly direction: Direction;
  /** The first wanted tag that speaks this language: "de-AT". */
  readonly #region: string;
  /** Small numbers are written as here. */
  readonly #plain: boolean;
  // Made when first used: each costs start-up time.
  #clock?: Intl.DateTimeFormat;
  #dayAndClock?: Intl.DateTimeFormat;
  #day?: Intl.DateTimeFormat;
  #dayAndYear?: Intl.DateTimeFormat;
  #number?: Intl.NumberFormat;
  #plural?: Intl.PluralRules;
  #relative?: Intl.RelativeTimeFormat;
  #list?: Intl.ListFormat;

  constructor(wanted: readonly string[], words: W, tag: Spoken) {
    this.tag = tag;
    this.direction = tag === 'ar' ? 'rtl' : 'ltr';
    this.words = isolating(words, this.direction);
    this.#region = wanted.find((one) => primary(one) === tag) ?? tag;
    this.#plain = tag !== 'ar' && !this.#region.includes('-u-');
  }

  /** The first wanted language that Portico speaks. */
  static spoken(wanted: readonly string[]): Spoken {
    return wanted.map(primary).find(isSpoken) ?? 'en';
  }

  /** What the person wants, best first: the choice, then what the system says. */
  static wanted(choice: LanguageChoice): string[] {
    const system = navigator.languages.length > 0 ? [...navigator.languages] : [navigator.language];
    if (choice === 'system') return system;
    // "de-AT" of the system knows more than "de" of the settings.
    return [...system.filter((tag) => primary(tag) === choice), choice];
  }

  /** "09:12" today, "20 Nov, 09:12" on another day. */
  time(at: Millis, now: Millis = Date.now()): string {
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
  day(at: Millis, now: Millis = Date.now()): string {
    if (new Date(at).getFullYear() === new Date(now).getFullYear()) {
      this.#day ??= this.#dates({ day: 'numeric', month: 'long' });
      return this.#day.format(at);
    }
    this.#dayAndYear ??= this.#dates({ day: 'numeric', month: 'long', year: 'numeric' });
    return this.#dayAndYear.format(at);
  }

  /** "in 3 days", "yesterday", "2 hours ago", "now". Days are counted as the calendar does. */
  relative(at: Millis, now: Millis = Date.now()): string {
    this.#relative ??= new Intl.RelativeTimeFormat(this.#region, { numeric: 'auto' });
    const away = at - now;
    const days = calendarDays(now, at);
    const say = (value: number, unit: Intl.RelativeTimeFormatUnit) =>
      this.#relative?.format(Math.round(value), unit) ?? '';
    if (Math.abs(away) < 60 * second) return say(0, 'second');
    if (Math.abs(away) < hour) return say(Math.trunc(away / (60 * second)), 'minute');
    if (Math.abs(away) < 12 * hour || days === 0) return say(away / hour, 'hour');
    if (Math.abs(days) < 60) return say(days, 'day');
    if (Math.abs(days) < 700) return say(days / 30.4, 'month');
    return say(days / 365.2, 'year');
  }

  /** "A, B and C" */
  list(items: readonly string[]): string {
    this.#list ??= new Intl.ListFormat(this.#region, { type: 'conjunction' });
    return this.#list.format(items.map((item) => isolate(item, this.direction)));
  }

  number(value: number): string {
    // What most counts on screen are needs no rules, which take milliseconds to make at the start.
    if (this.#plain && value >= 0 && value < 1000 && Number.isInteger(value)) return String(value);
    this.#number ??= new Intl.NumberFormat(this.#region);
    return this.#number.format(value);
  }

  count(value: number): Count {
    this.#plural ??= new Intl.PluralRules(this.tag);
    const form = this.#plural.select(value);
    return { text: this.number(value), form, one: form === 'one' };
  }

  #dates(parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.#region, parts);
  }
}
