// English that is not English: accented, longer, and in brackets, so that a text that does not come from the
// dictionary shows up, and so does one that has no room. For tests and pictures; the product does not hold it.
import { en, type Words } from './en';
import { Language } from './language';
import { Locale } from './locale';
import { mapWords } from './map';
import * as palette from './en/palette';
import type { PaletteLanguage } from './palette';

const plain = 'AaCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const accented = 'ÅåÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const accents = new Map([...plain].map((letter, index) => [letter, [...accented][index] ?? letter]));

/** What is put into a sentence stays as it is. These hold it until the sentence is whole. */
const [open, close] = ['\ue000', '\ue001'];
const heldOrNot = new RegExp(`${open}[^${close}]*${close}|[^${open}]+`, 'g');

/** Words of the code, not of the person. */
const names = [
  'retry',
  'signIn',
  'changeTenant',
  'copyLink',
  'openInBrowser',
  'none',
  'appId',
  'clientId',
  'redirectUri',
  'scope',
];

function accent(text: string): string {
  if (names.includes(text) || text === '') return text;
  const said = (text.match(heldOrNot) ?? []).map((part) =>
    part.startsWith(open)
      ? part.slice(1, -1)
      : [...part].map((letter) => accents.get(letter) ?? letter).join(''),
  );
  return `[${said.join('')}${'·'.repeat(Math.ceil(text.length * 0.4))}]`;
}

function hold(value: unknown): unknown {
  if (typeof value === 'string') return `${open}${value}${close}`;
  if (typeof value !== 'object' || value === null || 'form' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hold(inner)]));
}

export const pseudo: Words = mapWords(en, accent, hold);

/** `en-XA`, or `ar-XB` from right to left. */
export function pseudoLanguage(tag: string | null): Language | null {
  if (tag === 'en-XA') return new Language(['en-GB'], pseudo);
  if (tag === 'ar-XB') return new Language(['ar'], pseudo, 'ar');
  return null;
}

/** The same for the palette's page. */
export function pseudoPaletteLanguage(tag: string | null): PaletteLanguage | null {
  const words = mapWords(palette, accent, hold);
  if (tag === 'en-XA') return new Locale(['en-GB'], words, 'en');
  if (tag === 'ar-XB') return new Locale(['ar'], words, 'ar');
  return null;
}
