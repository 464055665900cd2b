// Pseudo-locales: English texts with accents, brackets and extra length, to reveal texts outside the dictionary and
// texts that do not fit. For tests and screenshots; not part of the product.
import { en, type Messages } from './en';
import { Language } from './language';
import { Locale } from './locale';
import { mapMessages } from './map-messages';
import * as palette from './en/palette';
import type { PaletteLanguage } from './palette';

const plainLetters = 'AaCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const accentedLetters = 'ÅåÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const accents = new Map(
  [...plainLetters].map((letter, index) => [letter, [...accentedLetters][index] ?? letter]),
);

/** Private-use characters that mark arguments, which stay unchanged. */
const [open, close] = ['\ue000', '\ue001'];
const argumentOrText = new RegExp(`${open}[^${close}]*${close}|[^${open}]+`, 'g');

/** Values that the code compares, not texts. */
const codeWords = [
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
  if (codeWords.includes(text) || text === '') return text;
  const parts = (text.match(argumentOrText) ?? []).map((part) =>
    part.startsWith(open)
      ? part.slice(1, -1)
      : [...part].map((letter) => accents.get(letter) ?? letter).join(''),
  );
  return `[${parts.join('')}${'·'.repeat(Math.ceil(text.length * 0.4))}]`;
}

function markArgument(value: unknown): unknown {
  if (typeof value === 'string') return `${open}${value}${close}`;
  if (typeof value !== 'object' || value === null || 'form' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, markArgument(inner)]));
}

export const pseudoMessages: Messages = mapMessages(en, accent, markArgument);

/** `en-XA`, or `ar-XB` from right to left. */
export function pseudoLanguage(tag: string | null): Language | null {
  if (tag === 'en-XA') return new Language(['en-GB'], pseudoMessages);
  if (tag === 'ar-XB') return new Language(['ar'], pseudoMessages, 'ar');
  return null;
}

/** The same for the palette's page. */
export function pseudoPaletteLanguage(tag: string | null): PaletteLanguage | null {
  const messages = mapMessages(palette, accent, markArgument);
  if (tag === 'en-XA') return new Locale(['en-GB'], messages, 'en');
  if (tag === 'ar-XB') return new Locale(['ar'], messages, 'ar');
  return null;
}
