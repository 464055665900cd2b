// Pseudo-locales: English texts with accents, brackets and extra length, to reveal texts outside the dictionary and
// texts that do not fit. For tests and screenshots; not part of the product.
import englishPalette from '../../src/lib/text/en/palette';
import { Language } from '../../src/lib/text/language';
import { Locale } from '../../src/lib/text/locale';
import { compileMessages } from '../../src/lib/text/message-format';
import { en, type Messages } from '../../src/lib/text/messages';
import type { PaletteLanguage } from '../../src/lib/text/palette';

const plainLetters = 'AaCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const accentedLetters = 'ÅåÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const accents = new Map(
  [...plainLetters].map((letter, index) => [letter, [...accentedLetters][index] ?? letter]),
);

/** Private-use characters that mark arguments, which stay unchanged. */
const [open, close] = ['\ue000', '\ue001'];
const argumentOrText = new RegExp(`${open}[^${close}]*${close}|[^${open}]+`, 'g');

function accent(text: string): string {
  const parts = (text.match(argumentOrText) ?? []).map((part) =>
    part.startsWith(open)
      ? part.slice(1, -1)
      : [...part].map((letter) => accents.get(letter) ?? letter).join(''),
  );
  return `[${parts.join('')}${'·'.repeat(Math.ceil(text.length * 0.4))}]`;
}

function markArguments(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' ? `${open}${value}${close}` : value,
    ]),
  );
}

/** Maps each text of compiled messages. */
export function mapMessages<M>(
  messages: M,
  mapText: (text: string) => string,
  mapArguments: (args: Record<string, unknown>) => Record<string, unknown> = (args) => args,
): M {
  const map = (value: unknown): unknown => {
    if (typeof value === 'string') return mapText(value);
    if (typeof value === 'function')
      return (args: Record<string, unknown>) =>
        mapText((value as (all: unknown) => string)(mapArguments(args)));
    if (Array.isArray(value)) return value.map(map);
    return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, map(inner)]));
  };
  return map(messages) as M;
}

export const pseudoMessages: Messages = mapMessages(compileMessages(en, 'ltr'), accent, markArguments);

/** `en-XA`, or `ar-XB` from right to left. */
export function pseudoLanguage(tag: string | null): Language | null {
  if (tag === 'en-XA') return new Language(['en-GB'], pseudoMessages);
  if (tag === 'ar-XB') return new Language(['ar'], pseudoMessages, 'ar');
  return null;
}

/** The same for the palette's page. */
export function pseudoPaletteLanguage(tag: string | null): PaletteLanguage | null {
  const messages = mapMessages(compileMessages(englishPalette, 'ltr'), accent, markArguments);
  if (tag === 'en-XA') return new Locale(['en-GB'], messages, 'en');
  if (tag === 'ar-XB') return new Locale(['ar'], messages, 'ar');
  return null;
}
